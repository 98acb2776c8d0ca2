"""An office is renamed every April: a change of desks.toml alone; what bears the old name still holds."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from installation import ADMIN, Installation, a_contract, a_subcontract, hand_in

from config.errors import RuleDataError
from config.loader import RULE_DATA, load_rule_book, rule_book
from config.rulebook import RuleBook
from config.settings import SETTINGS_FILE, load_settings
from lifecycle.app import App
from lifecycle.papers.site.build import build_site
from lifecycle.post.contacts import address_of
from lifecycle.post.recipients import Recipient, at_desk
from lifecycle.usecases.audit import verify
from lifecycle.views.alert_register import list_alerts
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

OLD, NEW, FROM = "県民情報広報課", "情報公開課", "2024-05-20"


@pytest.fixture
def renamed(tmp_path: Path) -> RuleBook:
    """The pack with one desk called otherwise from a day on: one line of desks.toml."""
    folder = shutil.copytree(RULE_DATA, tmp_path / "pack")
    path = folder / "desks.toml"
    written = path.read_text(encoding="utf-8")
    names = f'[{{ name = "{OLD}" }}, {{ name = "{NEW}", valid_from = {FROM} }}]'
    path.write_text(written.replace(f'[{{ name = "{OLD}" }}]', names), encoding="utf-8")
    return load_rule_book(folder)


def at(installation: Installation, book: RuleBook, now: str) -> App:
    """The installation under that pack, as its administrator opens it on a day."""
    return replace(installation.app(ADMIN, now), book=book)


def told_on(app: App) -> None:
    """Sweep and deliver on a day: a step is told when its message was accepted."""
    sweep(app)
    deliver(app, RecordingChannel())


@pytest.fixture
def late(installation: Installation) -> Installation:
    """Concluded without anything that must follow: every step of the ladder is climbed."""
    a_contract(installation.app(now="2024-04-01"))
    return installation


def test_mails_bear_the_name_of_their_day(late: Installation, renamed: RuleBook) -> None:
    """Up to the day before the old one, from the day on the new one; nobody is told twice for the change of name."""
    first, last = date(2024, 4, 10), date(2024, 6, 20)
    for offset in range((last - first).days + 1):
        told_on(at(late, renamed, (first + timedelta(days=offset)).isoformat()))
    told = late.rows("SELECT period, division, body FROM outbox WHERE post = 'oversight_office' ORDER BY id")
    before = {row.division for row in told if str(row.period) < FROM}
    after = {row.division for row in told if str(row.period) >= FROM}
    assert OLD in before
    assert NEW not in before
    assert NEW in after
    assert OLD not in after
    assert all(f"{row.division}(制度所管課) 御中" in row.body for row in told)
    assert not any(OLD in row.body for row in late.rows(f"SELECT body FROM outbox WHERE period >= '{FROM}'"))  # noqa: S608
    assert verify(at(late, renamed, "2024-06-20")).faults == []


def test_the_register_and_the_pages_keep_the_name_that_was_told(
    late: Installation, renamed: RuleBook, tmp_path: Path
) -> None:
    """Whom an alert reached is what happened that day; what a page says of a rule bears the name of the page's day."""
    for now in ("2024-04-10", "2024-04-22", "2024-04-24", "2024-05-08", "2024-06-10"):
        told_on(at(late, renamed, now))
    app = at(late, renamed, "2024-06-10")
    told = {to for alert in list_alerts(app) for to in alert.told_to}
    assert {f"{OLD} 制度所管課", f"{NEW} 制度所管課"} <= told
    for day, name, other in (("2024-05-19", OLD, NEW), (FROM, NEW, OLD)):
        first = build_site(late.at(app, day), tmp_path / day, date.fromisoformat(day))
        page = (first.parent / "rules.html").read_text(encoding="utf-8")
        assert f"制度所管課({name})" in page
        assert f"制度所管課({other})" not in page


def test_what_was_told_at_once_is_not_told_again_under_the_new_name(late: Installation, renamed: RuleBook) -> None:
    """An urgent message is keyed by its recipient: the desk is the same one."""
    desk = rule_book().desks.by_id["contracts"]
    names = desk.model_copy(update={"names": (*desk.names, renamed.desks.by_id["personal_information"].names[1])})
    book = replace(rule_book(), desks=replace(rule_book().desks, by_id={**rule_book().desks.by_id, desk.id: names}))
    a_subcontract(late.app(now="2024-05-10"), handles_pi=False, applied_on="2024-04-10", started_on="2024-04-15")
    for day in ("2024-05-10", FROM, "2024-05-21"):
        sweep(at(late, book, day))
    urgent = late.rows(
        "SELECT division FROM outbox WHERE urgent AND post = 'oversight_office' AND topic LIKE '%S4-03%'"
    )
    assert [row.division for row in urgent] == ["財産活用課"]


def test_a_message_stored_under_the_old_name_still_finds_its_address(late: Installation, renamed: RuleBook) -> None:
    """The settings are as they were written before the change, by the name of that time."""
    app = at(late, renamed, "2024-06-10")
    with app.reading() as connection:
        for name in (OLD, NEW):
            to = Recipient(name, "oversight_office")
            assert address_of(app, connection, to, app.today()) == "koho@pref.example.jp"
    assert at_desk(renamed.desks.by_id["personal_information"], app.today()).division == NEW


def test_the_settings_take_a_desk_by_its_id_and_by_every_name_it_bears(renamed: RuleBook, tmp_path: Path) -> None:
    """What stands in lifecycle.toml since before the change is valid, and so is the new name; both at once are not."""
    desk = renamed.desks.by_id["personal_information"]
    for key in ("personal_information", OLD, NEW):
        (tmp_path / SETTINGS_FILE).write_text(f'[addresses]\n"{key}" = "a@example.jp"\n', encoding="utf-8")
        assert load_settings(tmp_path, renamed.desks, {}).address_of(desk) == "a@example.jp"
    both = f'[addresses]\n"{OLD}" = "a@example.jp"\n"{NEW}" = "b@example.jp"\n'
    (tmp_path / SETTINGS_FILE).write_text(both, encoding="utf-8")
    with pytest.raises(RuleDataError, match=f"{OLD} の宛先が2つあります"):
        load_settings(tmp_path, renamed.desks, {})


def test_an_incident_is_to_be_settled_with_the_desk_by_its_name_of_the_day(
    late: Installation, renamed: RuleBook
) -> None:
    """The cure of AL-10 names the desk: {desk:personal_information} in the data."""
    hand_in(late.app(now="2024-04-01"), "checklist")
    for day, name in (("2024-05-19", OLD), (FROM, NEW)):
        kind = renamed.desks.worded(renamed.alerts["AL-10"].remedy or "", date.fromisoformat(day))
        assert f"{name}と決めてください" in kind


def _broken(tmp_path: Path, old: str, new: str) -> list[str]:
    folder = shutil.copytree(RULE_DATA, tmp_path / "pack")
    path = folder / "desks.toml"
    written = path.read_text(encoding="utf-8")
    assert old in written
    path.write_text(written.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleDataError) as refusal:
        load_rule_book(folder)
    return [str(fault) for fault in refusal.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('role = "admin"', 'role = "audit_office"', "役割「admin」(管理者)の連絡先は1つだけ要ります"),
        ('{ name = "管理者" }', '{ name = "監査委員事務局" }', "2つの連絡先の名称"),
        ('{ name = "管理者" }', '{ name = "管理者", valid_from = 2024-04-01 }', "最初のものに valid_from を書かず"),
        ('id = "owner"', 'id = "owner"\ncolour = "red"', "知らない項目です"),
        ('id = "contracts"', 'id = "subcontracts"', "「contracts」は使えません"),
        (
            'id = "personal_information"',
            'id = "persons"',
            "{desk:personal_information} の連絡先が",
        ),
    ],
)
def test_a_malformed_desk_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    """The file, the place and what is wrong, before anybody is told of anything."""
    assert any(words in fault for fault in _broken(tmp_path, old, new))
