"""The rule data in force is on record: a move says by which it was judged; other than released data is found."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from installation import (
    ADMIN,
    AUDITOR,
    FOR_PERFORMING,
    HEAD,
    ID,
    NOT_TO_BE_WARNED,
    OFFICER,
    Installation,
    a_contract,
    hand_in,
)

from config.errors import ConflictError, RoleError
from config.loader import RULE_DATA, load_rule_book, rule_book
from config.released import digest_of_pack, pack_files, released_digests, what_changed
from config.rulebook import RuleBook
from config.vocabulary import Stage
from lifecycle.app import App, build_app
from lifecycle.identity import SYSTEM
from lifecycle.records.database import reading
from lifecycle.records.events.installation import RuleBookApplied
from lifecycle.records.events.moves import UnderRules
from lifecycle.records.journal import all_events, events_of, only
from lifecycle.records.rule_books import kept
from lifecycle.usecases.audit import verify
from lifecycle.usecases.configuring import configure, unapplied
from lifecycle.usecases.installation import examine, initialise
from lifecycle.usecases.moves import advance
from lifecycle.usecases.work import working
from lifecycle.views.old_moves import judged_otherwise


def edited(folder: Path, changes: Mapping[str, tuple[str, str]]) -> RuleBook:
    """The installed rule data with some words of its files replaced, as an owner of the machine might."""
    shutil.copytree(RULE_DATA, folder)
    for name, (old, new) in changes.items():
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_rule_book(folder)


@pytest.fixture
def lax(tmp_path: Path) -> RuleBook:
    """Rule data in which the first rule of the checklist bars no gate."""
    text = (RULE_DATA / "rules/s2_checklist.toml").read_text(encoding="utf-8")
    gates = next(line for line in text.splitlines() if line.startswith("gates = ["))
    return edited(tmp_path / "lax", {"rules/s2_checklist.toml": (gates, "gates = []")})


def ready(app: App) -> None:
    """A contract with what its first gate asks for."""
    a_contract(app)
    hand_in(app, *FOR_PERFORMING, *NOT_TO_BE_WARNED)


def test_the_shipped_rule_data_is_a_released_one() -> None:
    """After a change of the rule data: `python -m config.released`."""
    assert digest_of_pack(pack_files(RULE_DATA)) in released_digests()
    assert rule_book().digest == digest_of_pack(pack_files(RULE_DATA))


def test_line_endings_make_no_other_rule_data() -> None:
    """A checkout with the line ends of Windows is the same rule data."""
    files = pack_files(RULE_DATA)
    assert digest_of_pack({name: text.replace("\n", "\r\n") for name, text in files.items()}) == digest_of_pack(files)


def test_every_move_and_refusal_says_by_what_it_was_judged(installation: Installation) -> None:
    """The digest of the rule data, that of the departures, the program; the text is kept, the change journaled."""
    app = installation.app()
    a_contract(app)
    advance(app, ID, Stage.PERFORMING)
    hand_in(app, *FOR_PERFORMING)
    advance(app, ID, Stage.CONCLUDED)
    with reading(installation.engine) as connection:
        judged = [event.body for event in all_events(connection) if isinstance(event.body, UnderRules)]
        assert len(judged) >= 2
        assert {(body.rules, body.program) for body in judged} == {(app.book.digest, app.program)}
        assert all(body.policy for body in judged)
        ((_, applied),) = only(events_of(connection, SYSTEM), RuleBookApplied)
        assert applied.digest == app.book.digest
        assert kept(connection, app.book.digest) == app.book.files
    assert verify(installation.app(ADMIN)).faults == []


def test_a_move_by_other_rule_data_is_found_though_the_file_is_restored(
    installation: Installation, lax: RuleBook
) -> None:
    """The move carries the digest of the data of then; what was changed is on record, entry by entry."""
    app = installation.app()
    ready(app)
    advance(replace(app, book=lax), ID, Stage.CONCLUDED)
    found = verify(installation.app(ADMIN))
    assert [fault for fault in found.rules if ID in fault and lax.digest[:12] in fault]
    with reading(installation.engine) as connection:
        applied = [body for _, body in only(events_of(connection, SYSTEM), RuleBookApplied)]
    assert [body.digest for body in applied] == [app.book.digest, lax.digest]
    assert [place for place in applied[1].changed if "gates" in place and "s2_checklist" in place]


def test_doctor_names_rule_data_that_is_not_the_released(installation: Installation, lax: RuleBook) -> None:
    """Before anything is judged by it."""
    checks = {check.name: check for check in examine(replace(installation.app(ADMIN), book=lax))}
    assert not checks["規程データ"].fine
    assert lax.digest[:12] in checks["規程データ"].detail
    assert all(c.fine for c in examine(installation.app(ADMIN)) if c.name in ("規程データ", "設定の適用"))


def test_moves_of_before_are_judged_by_the_data_of_then(installation: Installation) -> None:
    """A move that its own rule data let pass is let pass again."""
    app = installation.app()
    ready(app)
    advance(app, ID, Stage.CONCLUDED)
    assert judged_otherwise(installation.app(ADMIN)) == []
    assert verify(installation.app(ADMIN)).under_unknown_rules == 0


def test_a_kept_rule_book_that_was_changed_is_found(installation: Installation) -> None:
    """The digest proves the text."""
    a_contract(installation.app())
    installation.tamper("UPDATE rule_book SET files = :files", files=b"x")
    assert [fault for fault in verify(installation.app(ADMIN)).rules if "控え" in fault]


def test_changes_are_told_by_file_entry_and_field(tmp_path: Path) -> None:
    """A value, an entry taken out, a remark alone."""
    before = pack_files(RULE_DATA)
    after = dict(before)
    name = "escalation.toml"
    after[name] = before[name] + "\n# もう一つの注記\n"
    assert what_changed(before, after) == (f"{name} (注記だけ)",)
    del after["editions.toml"]
    assert [line for line in what_changed(before, after) if line.startswith("editions.toml edition[")]
    assert what_changed(before, before) == ()


def test_settings_hold_once_they_are_on_record(tmp_path: Path) -> None:
    """Outside a trial home a rule raised by an editor raises nothing; 管理者 puts it on record, and doctor tells."""
    home = tmp_path / "home"
    initialise(home, "os_user", {})
    written = (home / "lifecycle.toml").read_text(encoding="utf-8")
    (home / "lifecycle.toml").write_text(written.replace("raise = []", 'raise = ["S2-12"]'), encoding="utf-8")
    app = build_app(home, actor=None, environment={})
    assert app.policy.raised == frozenset()
    assert [one.name for one in unapplied(app)] == ["raised"]
    assert not next(check for check in examine(app) if check.name == "設定の適用").fine
    assert configure(app, dry_run=True) == unapplied(build_app(home, actor=None, environment={}))
    configure(app)
    after = build_app(home, actor=None, environment={})
    assert (after.policy.raised, unapplied(after)) == (frozenset({"S2-12"}), ())
    with pytest.raises(ConflictError, match="規程の適用"), working(app):
        pass


@pytest.mark.parametrize("actor", [OFFICER, HEAD, AUDITOR])
def test_only_who_may_configure_does(installation: Installation, actor: str) -> None:
    """Settings that verdicts depend on are put on record by 管理者 or 制度所管課."""
    with pytest.raises(RoleError):
        configure(installation.app(actor))
