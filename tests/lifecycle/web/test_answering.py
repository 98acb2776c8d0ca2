"""連絡 in a browser: received with a planned day, several at once; held back with a reason by who may."""

import re

import pytest
from installation import ADMIN, AUDITOR, CHIEF, HEAD, OFFICER, OTHER_OFFICER, Installation, a_contract
from web_visits import Visitor

from lifecycle.watch.sweep import sweep

NOW = "2024-07-01"


@pytest.fixture
def swept(installation: Installation) -> Installation:
    """A contract of which the morning's sweep has found alerts."""
    a_contract(installation.app())
    sweep(installation.app(ADMIN, NOW))
    return installation


def ids(home: Installation) -> list[str]:
    """The open alerts."""
    return [row.id for row in home.rows("SELECT id FROM alert WHERE resolved_on IS NULL ORDER BY id")]


def events(home: Installation, kind: str) -> int:
    """How many events of a kind are on record."""
    return len(home.rows("SELECT 1 FROM journal WHERE kind = :kind", kind=kind))


def test_an_alert_is_received_on_its_page(swept: Installation) -> None:
    """With a planned day in 和暦; sent twice it is one deed."""
    officer, first = Visitor(swept, OFFICER, NOW), ids(swept)[0]
    page = f"/alerts/of/{first}"
    assert "何もしないままだと" in officer.get(page).text
    form = officer.form(page, "/acknowledge") | {"planned_on": "R6.7.10"}
    assert [officer.send("/acknowledge", form).status_code for _ in range(2)] == [303, 303]
    assert events(swept, "alert_acknowledged") == 1
    assert "対応予定日 令和6年7月10日" in officer.get(page).text


def test_several_are_received_at_once_or_none(swept: Installation) -> None:
    """One planned day for all that were chosen; a past day, a day that is none, nothing chosen: nothing is recorded."""
    officer, chosen = Visitor(swept, OFFICER, NOW), ids(swept)[:3]
    assert len(chosen) == 3
    form = officer.form("/acknowledge") | {"alert": chosen}
    for planned in ("R6.6.28", "そのうち", ""):
        answer = officer.send("/acknowledge", form | {"planned_on": planned})
        assert answer.status_code == 422
        assert 'href="#f-planned_on"' in answer.text
        assert len(re.findall(r'name="alert"[^>]* checked>', answer.text)) == 3
    assert officer.send("/acknowledge", officer.form("/acknowledge") | {"planned_on": "R6.7.10"}).status_code == 422
    assert (
        officer.send("/acknowledge", form | {"alert": [*chosen, "R6-1:x"], "planned_on": "R6.7.10"}).status_code == 404
    )
    assert events(swept, "alert_acknowledged") == 0
    done = officer.send("/acknowledge", form | {"planned_on": "R6.7.10"})
    assert done.status_code == 303
    assert events(swept, "alert_acknowledged") == 3


def test_those_chosen_on_another_page_are_the_ones_shown(swept: Installation) -> None:
    """The list hands the chosen ones over in the address."""
    officer, chosen = Visitor(swept, OFFICER, NOW), ids(swept)[1]
    page = officer.get(f"/acknowledge?alert={chosen}").text
    assert page.count('type="checkbox"') == 1
    assert f'value="{chosen}"' in page


def test_who_may_not_hold_back_is_told_why(swept: Installation) -> None:
    """An officer may receive and not postpone; the chief may, with a reason, so many times."""
    page = f"/alerts/of/{ids(swept)[0]}"
    assert "延期ができるのは、所属の係長・所属長・代理です" in Visitor(swept, OFFICER, NOW).get(page).text
    chief = Visitor(swept, CHIEF, NOW)
    assert chief.fill(page, action="/snooze").status_code == 422
    for _ in range(swept.app().book.escalation.snooze_limit):
        assert chief.fill(page, action="/snooze", reason="委託先の回答を待っているため").status_code == 303
    assert "回までです" in chief.get(page).text
    assert events(swept, "alert_snoozed") == swept.app().book.escalation.snooze_limit


def test_people_of_other_offices_and_auditors_answer_nothing(swept: Installation) -> None:
    """Another office does not see it; an auditor sees it, and who answers."""
    first = ids(swept)[0]
    assert Visitor(swept, OTHER_OFFICER, NOW).get(f"/alerts/of/{first}").status_code == 403
    auditor = Visitor(swept, AUDITOR, NOW)
    page = auditor.get(f"/alerts/of/{first}").text
    assert "受け取れるのは、広報課の職員です" in page
    assert 'action="/acknowledge"' not in page
    form = Visitor(swept, HEAD, NOW).form("/acknowledge") | {"alert": first, "planned_on": "R6.7.10"}
    assert auditor.send("/acknowledge", form).status_code == 403
    assert events(swept, "alert_acknowledged") == 0
    assert auditor.get("/alerts/of/R6-0009:S1-01:2024-01-01").status_code == 404
