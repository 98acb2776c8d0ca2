"""Circulars: published by the desk to the offices addressed, answered by each, told with what they change there."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from command_line import CommandLine
from drafts import a_draft
from installation import (
    ADMIN,
    AUDITOR,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICE,
    OTHER_OFFICER,
    OVERSIGHT,
    Installation,
    a_contract,
    hand_in,
)

from config.drafts import load_draft
from config.errors import NotFoundError, RoleError, UsageError
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.told import told
from lifecycle.usecases.audit import verify
from lifecycle.usecases.circulars import answer_circular, publish_circular, withdraw_circular
from lifecycle.usecases.repair import rebuild
from lifecycle.views.circulars import changes_of, listed_circulars, seen_circular
from lifecycle.views.history import history

NAME, NUMBER = "5kou1237", "5広第1237号"
HOW = "課内会議で説明し、資料を配付"
SOURCE = """
[[source]]
id = "6kou100"
number = "6広第100号"
title = "業務委託契約書(参考様式)の改正について(通知)"
issued_on = 2024-06-03
issuer = "総務部県民情報広報課長"
addressees = ["本庁"]
standing = "原文"
"""
EDITION = """
[[edition]]
id = "template-R6.7.1"
form = "template"
label = "R6.7.1"
issued_on = 2024-07-01
cite = { source = "6kou100" }
"""


@pytest.fixture
def published(installation: Installation) -> Installation:
    """A circular that went out to both offices on 2024-06-03, a Monday."""
    publish_circular(installation.app(OVERSIGHT), NAME)
    return installation


def states(home: Installation, day: str = "2024-06-03", known_by: str | None = None) -> Mapping[tuple[str, str], str]:
    """How each question to each office stands as of a day."""
    asked = AsOf(date.fromisoformat(day), date.fromisoformat(known_by) if known_by else None)
    replies = seen_circular(home.app(OVERSIGHT, "2024-12-02"), NAME, asked).replies
    return {(reply.division, reply.question.id): reply.state for reply in replies}


def drafted(app: App, folder: Path) -> App:
    """The installation once a circular with a new edition of the contract's form stands in its rule data."""
    book = load_draft(a_draft(folder, sources=SOURCE, editions=EDITION)).book
    return replace(app, book=book)


def test_it_asks_every_office_addressed_four_things_by_a_day_each(published: Installation) -> None:
    """意見1・総括意見: received, read by the head, told to the staff, forms replaced; days are business days (仮定)."""
    seen = seen_circular(published.app(OVERSIGHT), NAME)
    assert [(q.id, q.due_on.isoformat(), q.by_head, q.asks_how) for q in seen.circular.questions] == [
        ("received", "2024-06-06", False, False),
        ("read", "2024-06-10", True, False),
        ("told", "2024-06-17", False, True),
        ("replaced", "2024-06-17", False, False),
    ]
    assert seen.circular.addressees == (OFFICE, OTHER_OFFICE)
    assert seen.circular.editions == ("checklist-R5.12.26",)
    assert set(states(published).values()) == {"未回答"}


def test_each_office_answers_for_itself_and_the_desk_sees_who_has_not(published: Installation) -> None:
    """An answer holds from the day of its recording on, and is known from then; the others stay owed, then late."""
    answer_circular(published.app(OFFICER, "2024-06-05"), NAME, ["received"])
    answer_circular(published.app(HEAD, "2024-06-07"), NAME, ["read", "職員への周知"], how=HOW)
    done = answer_circular(published.app(OFFICER, "2024-06-10"), NUMBER, [])
    assert (done.division, done.answered, done.owed) == (OFFICE, ("replaced",), ())
    assert states(published, "2024-06-05")[OFFICE, "received"] == "済"
    assert states(published, "2024-06-04")[OFFICE, "received"] == "未回答"
    assert states(published, "2024-06-07", known_by="2024-06-06")[OFFICE, "read"] == "未回答"
    assert states(published, "2024-06-07")[OTHER_OFFICE, "received"] == "期限超過"
    seen = seen_circular(published.app(OVERSIGHT, "2024-06-11"), NAME)
    assert seen.circular.waiting == (OTHER_OFFICE,)
    spread = next(reply.answer for reply in seen.of(OFFICE) if reply.question.id == "told")
    assert spread is not None
    assert (spread.how, spread.recorded_on) == (HOW, date(2024, 6, 7))
    (listed,) = listed_circulars(published.app(OVERSIGHT, "2024-06-11"))
    assert (listed.offices, listed.waiting, listed.late) == (2, 1, 1)
    assert not verify(published.app(ADMIN, "2024-06-11")).faults
    rebuild(published.app(ADMIN, "2024-06-11"))
    assert seen_circular(published.app(OVERSIGHT, "2024-06-11"), NAME) == seen


@pytest.mark.parametrize(
    ("actor", "asked", "office"),
    [(OFFICER, ["read"], OFFICE), (OTHER_HEAD, ["read"], OFFICE), (ADMIN, ["received"], OFFICE), (AUDITOR, [], OFFICE)],
)
def test_nobody_answers_for_another_post_or_office(
    published: Installation, actor: str, asked: list[str], office: str
) -> None:
    """The head's reading is the head's own answer; another office, 管理者 and the auditors answer nothing."""
    with pytest.raises(RoleError):
        answer_circular(published.app(actor), NAME, asked, office)
    assert set(states(published).values()) == {"未回答"}


@pytest.mark.parametrize("actor", [HEAD, ADMIN, AUDITOR])
def test_only_the_desk_publishes_and_withdraws(installation: Installation, actor: str) -> None:
    """A circular is the desk's deed."""
    with pytest.raises(RoleError):
        publish_circular(installation.app(actor), NAME)
    publish_circular(installation.app(OVERSIGHT), NAME)
    with pytest.raises(RoleError):
        withdraw_circular(installation.app(actor), NAME, "別添を誤ったため")


def test_an_answer_names_every_fault_at_once_and_records_nothing(published: Installation) -> None:
    """A day ahead, and no way of telling the staff, are told together; before the circular's day nothing was done."""
    with pytest.raises(UsageError) as refused:
        answer_circular(published.app(OFFICER), NAME, ["received", "told"], done_on=date(2024, 6, 4), how="－")
    assert [fault.field for fault in refused.value.faults] == ["received", "told", "how"]
    with pytest.raises(UsageError, match="令和5年12月26日"):
        answer_circular(published.app(OFFICER), NAME, ["received"], done_on=date(2023, 12, 25))
    with pytest.raises(UsageError, match="received"):
        answer_circular(published.app(OFFICER), NAME, ["reed"])
    with pytest.raises(NotFoundError, match=NUMBER):
        answer_circular(published.app(OFFICER), "5kou9999", ["received"])
    assert set(states(published).values()) == {"未回答"}


def test_the_same_answer_again_changes_nothing_and_another_corrects_it(published: Installation) -> None:
    """A correction stands with its day; the first answer stays in the history."""
    answer_circular(published.app(OFFICER), NAME, ["received"])
    assert answer_circular(published.app(OFFICER), NAME, ["received"]).answered == ()
    assert answer_circular(published.app(OFFICER, "2024-06-04"), NAME, ["received"]).answered == ("received",)
    chain = f"circular:{NAME}"
    assert published.rows("SELECT count(*) FROM journal WHERE subject = :chain", chain=chain)[0][0] == 3


def test_it_goes_only_to_the_kinds_of_offices_that_it_addresses(installation: Installation) -> None:
    """5広第1237号 was addressed to 本庁 and 出先機関: an office of the police is asked nothing; who is named, is."""
    path = installation.home / "lifecycle.toml"
    path.write_text(
        f'{path.read_text(encoding="utf-8")}\n[offices."{OTHER_OFFICE}"]\nkind = "警察本部"\n', encoding="utf-8"
    )
    sent = publish_circular(installation.app(OVERSIGHT), NAME, dry_run=True)
    assert sent.circular.addressees == (OFFICE,)
    named = publish_circular(installation.app(OVERSIGHT), NAME, [OTHER_OFFICE], dry_run=True)
    assert named.circular.addressees == (OTHER_OFFICE,)
    with pytest.raises(NotFoundError, match="消防課"):
        publish_circular(installation.app(OVERSIGHT), NAME, ["消防課"])


def test_what_is_tried_stores_and_tells_nothing(installation: Installation) -> None:
    """A dry run shows addressees, days and effect."""
    sent = publish_circular(installation.app(OVERSIGHT), NAME, dry_run=True)
    assert len(sent.circular.questions) == 4
    assert sent.changes is not None
    assert installation.rows("SELECT * FROM journal WHERE subject LIKE 'circular:%'") == []
    assert installation.count("outbox") == 0


def test_each_office_is_told_what_changes_for_its_own_contracts(installation: Installation, tmp_path: Path) -> None:
    """A new edition of the contract's form from 07-01: who concludes from then on owes it; the ended one nothing."""
    a_contract(installation.app(), ID, concluded_on="2024-07-01", performance_start_on="2024-07-01")
    a_contract(installation.app(), "R6-0002", performance_end_on="2024-06-30")
    a_contract(installation.app(OTHER_OFFICER), "R6-0003", division=OTHER_OFFICE)
    hand_in(installation.app(now="2024-06-03"), "contract_review")
    app = drafted(installation.app(OVERSIGHT), tmp_path / "draft")
    sent = publish_circular(app, "6kou100")
    assert sent.circular.first_on == date(2024, 7, 1)
    assert sent.changes is not None
    assert {(one.subject, one.code) for one in sent.changes.duties} == {(ID, "S1-10")}
    assert (sent.changes.live_in(OFFICE), sent.changes.ended[OFFICE], sent.changes.live_in(OTHER_OFFICE)) == (1, 1, 1)
    assert {q.id: q.due_on for q in sent.circular.questions}["replaced"] == date(2024, 7, 1)
    mails = {
        (row.division, row.post): row.body
        for row in installation.rows("SELECT division, post, body FROM outbox WHERE topic LIKE 'circular:%'")
    }
    assert mails.keys() == {(o, p) for o in (OFFICE, OTHER_OFFICE) for p in ("division_head", "officer")}
    assert ID in mails[OFFICE, "division_head"]
    assert ID not in mails[OTHER_OFFICE, "division_head"]
    assert "新たに求められるものはありません" in mails[OTHER_OFFICE, "division_head"]
    own = changes_of(replace(installation.app(OTHER_OFFICER), book=app.book), sent.circular)
    assert own is not None
    assert own.duties == ()


def test_a_mistaken_one_is_withdrawn_before_its_day_and_asked_no_more(
    installation: Installation, tmp_path: Path
) -> None:
    """The offices are told; from the first day on only a later circular changes it; it may go out anew."""
    app = drafted(installation.app(OVERSIGHT), tmp_path / "draft")
    publish_circular(app, "6kou100")
    with pytest.raises(UsageError, match="発出しています"):
        publish_circular(app, "6kou100")
    withdraw_circular(installation.app(OVERSIGHT, "2024-06-04"), "6kou100", "別添を誤ったため")
    seen = seen_circular(installation.app(HEAD, "2024-06-28"), "6kou100")
    assert seen.circular.withdrawn_because == "別添を誤ったため"
    assert seen.circular.waiting == ()
    assert seen.owed() == ()
    with pytest.raises(UsageError, match="取りやめ"):
        answer_circular(installation.app(OFFICER, "2024-06-05"), "6kou100", ["received"])
    mails = installation.rows("SELECT body FROM outbox WHERE topic LIKE 'circular:%withdrawn'")
    assert len(mails) == 4
    assert all("別添を誤ったため" in row.body for row in mails)
    again = replace(installation.app(OVERSIGHT, "2024-06-06"), book=app.book)
    publish_circular(again, "6kou100")
    with pytest.raises(UsageError, match="初日"):
        withdraw_circular(replace(installation.app(OVERSIGHT, "2024-07-01"), book=app.book), "6kou100", "誤り")


def test_its_history_is_told_in_sentences(published: Installation) -> None:
    """Who answered what, on which day and how, without an id."""
    answer_circular(published.app(OFFICER), NAME, ["told"], how=HOW)
    texts = [told(event) for event in history(published.app(OVERSIGHT), f"circular:{NAME}")]
    assert texts == [f"{NUMBER}を2所属に発出した", f"{OFFICE}が職員への周知(令和6年6月3日)を回答した。方法: {HOW}"]


def test_it_goes_through_the_commands(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """publish, list, show, status, confirm: text and one JSON document each."""
    monkeypatch.setenv("LIFECYCLE_HOME", str(installation.home))
    for name, value in installation.environment().items():
        monkeypatch.setenv(name, value)
    type_ = CommandLine(installation.home)
    sent = type_("circular", "publish", NAME, "--json", actor=OVERSIGHT)
    assert sent.json["addressees"] == [OFFICE, OTHER_OFFICE]
    assert NUMBER in type_("circular", "list", actor=HEAD).out
    assert type_("circular", "show", NUMBER, actor=OFFICER).code == 0
    assert type_("circular", "confirm", NAME, "received", actor=OFFICER).code == 0
    status = type_("circular", "status", NAME, "--json", actor=OVERSIGHT).json
    assert status["waiting"] == [OFFICE, OTHER_OFFICE]
    assert sum(reply["state"] == "済" for reply in status["replies"]) == 1
    only_open = type_("circular", "status", NAME, "--open", "--division", OFFICE, actor=OVERSIGHT).out
    assert "通知の受領" not in only_open
    assert "職員への周知" in only_open
