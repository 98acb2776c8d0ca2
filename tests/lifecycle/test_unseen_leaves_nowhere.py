"""What nobody sees stands in the records of an older version, and leaves it nowhere."""

import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import orjson
import pytest
from command_line import CommandLine, Said
from installation import (
    ADMIN,
    HEAD,
    ID,
    NOW,
    OFFICE,
    OFFICER,
    REASON,
    Installation,
    a_contract,
    a_subcontract,
    drop_triggers,
    found,
)
from sqlalchemy import select, update
from unseen import UNSEEN

from config.unseen import unseen_in
from config.vocabulary import OverrideCategory
from lifecycle.papers.pack.cover import _worded
from lifecycle.records.journal import GENESIS, digest, events_of
from lifecycle.records.tables import head, journal, outbox, person
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.overrides import Request, approve, request
from lifecycle.usecases.repair import rebuild
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.alert import Message
from notifications.channels import CardFileChannel

MARK = "\ue123"
"""A character of one's own (外字), which is kept; it is exchanged for what an older version would have kept."""


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A home in whose texts, persons, file names and messages every unseen character stands."""
    folder = tmp_path_factory.mktemp("older")
    installation = found(folder / "home")
    app = installation.app()
    a_contract(app, title=f"件名{MARK}の集計", contractor=f"株式会社{MARK}サンプル", performance_end_on="2024-05-20")
    paper = folder / f"報告{MARK}書.txt"
    paper.write_text("報告", encoding="utf-8")
    other = {"dated_on": "2024-04-15", "title": f"復命{MARK}書"}
    attach(app, ID, "other", other, [paper])
    a_subcontract(app, "1", subcontractor=f"再{MARK}委託先", handles_pi=True, specific_pi=False, sensitive_pi=False,
                  started_on="2024-05-01", business=f"入力{MARK}業務")  # fmt: skip
    asked = Request(ID, ("S4-03",), OverrideCategory.INCURABLE, REASON + MARK, f"広{MARK}第20号", subcontract="1")
    approve(installation.app("制度所管課"), request(app, asked).id, ID)
    sweep(installation.app(ADMIN))
    _as_an_older_version_kept_it(installation)
    rebuild(installation.app(ADMIN))
    return installation


def _as_an_older_version_kept_it(installation: Installation) -> None:
    """Exchange the mark for every unseen character, in a chain that stays whole."""
    old, new = MARK.encode(), orjson.dumps(UNSEEN)[1:-1]
    with installation.engine.begin() as connection:
        drop_triggers(connection)
        for subject in connection.execute(select(head.c.subject)).scalars().all():
            previous = GENESIS
            for event in events_of(connection, subject):
                changed = replace(event, payload=event.payload.replace(old, new), previous=previous)
                previous = digest(changed)
                values = {"payload": changed.payload, "previous": changed.previous, "hash": previous}
                connection.execute(update(journal).where(journal.c.id == event.id).values(**values))
            connection.execute(update(head).where(head.c.subject == subject).values(hash=previous))
        for row in connection.execute(select(person).where(person.c.value.contains(MARK))).all():
            value = row.value.replace(MARK, UNSEEN)
            connection.execute(update(person).where(person.c.id == row.id).values(value=value))
        connection.execute(
            update(outbox).values(subject=outbox.c.subject + UNSEEN, body=outbox.c.body + UNSEEN, card=_card())
        )


def _card() -> str:
    block = {"type": "TextBlock", "text": f"件名{UNSEEN}"}
    return orjson.dumps({"type": "AdaptiveCard", "version": "1.4", "body": [block]}).decode()


@pytest.fixture
def asks(older: Installation, environment: pytest.MonkeyPatch) -> CommandLine:
    """The command line on that home."""
    environment.setenv("LIFECYCLE_HOME", str(older.home))
    environment.setenv("LIFECYCLE_NOW", f"{NOW}T09:00:00+09:00")
    return CommandLine(older.home)


QUESTIONS = (
    ("override", "list"), ("override", "show", f"{ID}-E1"), ("contract", "list"), ("contract", "show", ID),
    ("why", ID), ("history", ID), ("due",), ("alerts",), ("subcontract", "list", ID), ("subcontract", "show", ID, "1"),
    ("deliver", "--dry-run"), ("tables",), ("staff", "list"),
)  # fmt: skip


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_no_answer_of_the_command_line_holds_any(asks: CommandLine, words: tuple[str, ...]) -> None:
    """On a screen and in a pipe as visible escapes; in JSON as JSON has them, so that the text stays the same."""
    spoken, document = asks(*words, actor=ADMIN), asks(*words, "--json", actor=ADMIN)
    for said in (spoken, document):
        assert said.code in (0, 3, 5), said.err
        assert unseen_in(said.out + said.err) is None
    if words[:2] in (("override", "show"), ("contract", "show"), ("contract", "list")):
        assert "\\u202E" in spoken.out
        assert UNSEEN in "".join(_texts(document.json))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize("words", [("override", "list"), ("override", "show", f"{ID}-E1"), ("contract", "list")])
def test_the_approvers_terminal_gets_none(older: Installation, words: tuple[str, ...]) -> None:
    """A reason with a control sequence was obeyed by the terminal of whoever decided on it."""
    from terminal import Terminal

    seen = Terminal((*words, "--actor", ADMIN), older.home, f"{NOW}T09:00:00+09:00")
    assert seen.ends() == 0
    styles = {"\x1b[1m", "\x1b[0m"}
    said = seen.said
    for style in styles:
        said = said.replace(style, "")
    assert unseen_in(said) is None
    assert "\\u0000" in said or words[0] == "contract"


def test_no_mail_and_no_card_holds_any(older: Installation, tmp_path: Path) -> None:
    """Messages that an older version had queued leave as they are, but for what nobody sees."""
    deliver(older.app(ADMIN), force=True)
    mails = list((older.home / "outbox").glob("*.eml"))
    assert mails
    for path in mails:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body()
        assert body is not None
        assert unseen_in(body.get_content().replace("\r\n", "\n")) is None
        assert all(unseen_in(str(value)) is None for value in mail.values())
    moment = older.app(ADMIN).clock.now()
    card = Message("件名", "本文", "<x@example.jp>", moment, card=_card())
    assert CardFileChannel(tmp_path / "cards").send(card, "head@example.jp").status == "sent"
    (written,) = (tmp_path / "cards").iterdir()
    shown = orjson.loads(written.read_bytes())["body"][0]["text"]
    assert unseen_in(shown) is None
    assert "\\u202E" in shown


def _parts(path: Path) -> Iterator[str]:
    """Every text within a file or, where it is a container, within its parts."""
    data = path.read_bytes()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            for name in container.namelist():
                if not name.startswith(("journal/", "evidence/")) and name.endswith(
                    (".xml", ".json", ".html", ".rels")
                ):
                    yield container.read(name).decode().replace("\r\n", "\n")
    elif path.suffix != ".pdf":
        yield data.decode()


def _made(asks: CommandLine, *words: str, actor: str = HEAD) -> Said:
    said = asks(*words, actor=actor)
    assert said.code == 0, said.err
    return said


def test_no_page_and_no_paper_holds_any(asks: CommandLine, tmp_path: Path) -> None:
    """Site, workbooks, letters, audit file. The journal in an audit file is kept to the byte, as its hashes need it."""
    _made(asks, "report", "-o", str(tmp_path / "site"), actor=ADMIN)
    _made(asks, "export", str(tmp_path / "台帳.xlsx"), "--division", OFFICE)
    _made(asks, "tables", "--xlsx", str(tmp_path / "表.xlsx"), actor=ADMIN)
    _made(asks, "due", "--xlsx", str(tmp_path / "一覧.xlsx"))
    _made(asks, "letter", "request", ID, "-o", str(tmp_path / "依頼文.docx"), actor=OFFICER)
    _made(asks, "pack", ID, "-o", str(tmp_path / "調書.zip"))
    shown = 0
    for path in sorted(one for one in tmp_path.rglob("*") if one.is_file()):
        for text in _parts(path):
            assert unseen_in(text) is None, path.name
            shown += "\\u202E" in text
    assert shown >= 4
    checked = asks("pack", "verify", str(tmp_path / "調書.zip"), "--json")
    assert "書き込んだ形" not in checked.out


def test_the_printed_cover_is_given_none() -> None:
    """The data from which the PDF is set."""
    given = _worded({"title": f"件名{UNSEEN}", "list": [f"一{UNSEEN}", "二"], "rows": [{"reason": UNSEEN}]})
    assert all(unseen_in(text) is None for text in _texts(given))
