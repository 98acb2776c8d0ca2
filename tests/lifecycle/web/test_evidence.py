"""Evidence in a browser: typed, kept, looked through, recorded once; corrected, taken back, begun and forgotten."""

import re
from pathlib import Path
from typing import Any

import pytest
from circulars import SOURCE, published
from installation import CHIEF, DOCUMENTS, HEAD, ID, OTHER_OFFICER, Installation, a_contract, a_subcontract, hand_in
from later_editions import laid_out
from web_visits import Visitor

from lifecycle.usecases.audit import verify
from lifecycle.usecases.evidence import attach
from states.evidence import KINDS, NOTICE

LIST = f"/contracts/{ID}/evidence"
OTHER = f"{LIST}/other"
PAPER = {"dated_on": "R6.6.1", "title": "打合せの記録"}


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of the office that has a contract."""
    a_contract(installation.app())
    return Visitor(installation)


def recorded(installation: Installation) -> list[Any]:
    """The events of evidence in their order."""
    return installation.rows("SELECT kind, payload FROM journal WHERE kind LIKE 'evidence%' ORDER BY id")


def looked_through(visitor: Visitor, page: str, files: Any = None, **fields: Any) -> str:
    """Fill in a form; gives the page on which it is looked through."""
    answer = visitor.fill(page, files, **fields)
    assert answer.status_code == 303, answer.text
    assert "/check" in answer.headers["location"]
    return str(answer.headers["location"])


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize(
    ("kind", "no"),
    [
        *((kind.id, "") for kind in KINDS.values() if kind.of_contract and kind.id != NOTICE),
        *((kind.id, "1") for kind in KINDS.values() if kind.of_subcontract),
    ],
)
def test_every_kind_is_recorded_by_its_form(installation: Installation, officer: Visitor, kind: str, no: str) -> None:
    """Whatever the prompts ask for of a kind, its form asks for too, and the record has every value of it."""
    of = f"?subcontract={no}" if no else ""
    if no:
        a_subcontract(installation.app(), applied_on="2024-04-02", subcontractor="株式会社再委託先")
    given = {**_some(kind), **DOCUMENTS.get(kind, {})}
    texts = {name: min(text, "2024-06-03") if name.endswith("_on") else text for name, text in given.items()}
    visitor = Visitor(installation, HEAD if KINDS[kind].recorded_by else officer.actor)
    check = looked_through(visitor, f"{LIST}/{kind}{of}", [("file", ("写し.pdf", b"%PDF-1.7 x"))], **texts)
    page = visitor.get(check)
    assert "写し.pdf" in page.text
    assert not recorded(installation)
    done = visitor.fill(check)
    assert done.status_code == 303
    assert visitor.get(done.headers["location"]).status_code == 200
    (event,) = recorded(installation)
    for name in texts:
        assert f'"{name}":' in bytes(event.payload).decode()
    assert verify(installation.app()).faults == []


def _some(kind: str) -> dict[str, str]:
    """The date of a kind."""
    return {KINDS[kind].dated_by: "2024-06-03"}


def test_dates_are_read_back_with_their_day_of_the_week(officer: Visitor) -> None:
    """Whoever slipped by a key sees it before anything is recorded."""
    page = officer.get(looked_through(officer, OTHER, **PAPER))
    assert "令和6年6月1日(土)" in page.text
    assert f'href="{OTHER}#f-dated_on"' in page.text
    assert "打合せの記録" in page.text


def test_looking_through_says_what_will_be_met_and_what_still_lacks(
    installation: Installation, officer: Visitor
) -> None:
    """As the deed itself answers, and nothing is on record by it."""
    before = installation.count("journal")
    page = officer.get(looked_through(officer, f"{LIST}/contract_review", **DOCUMENTS["contract_review"])).text
    assert installation.count("journal") == before
    fields = DOCUMENTS["contract_review"]
    done = attach(installation.app(), ID, "contract_review", fields)
    assert done.met
    met = page[page.index('id="met"') : page.index('id="lacks"')]
    assert {f"[{finding.code}]" for finding in done.met} == set(re.findall(r"\[[A-Z0-9-]+\]", met))
    assert f"{len(done.unmet)}件" in page[page.index('id="lacks"') :]


def test_every_fault_stands_beside_its_field_and_what_was_typed_is_kept(
    installation: Installation, officer: Visitor
) -> None:
    """Two faults, both named; the page opened anew tomorrow still has what was typed."""
    answer = officer.fill(OTHER, dated_on="R6.13.1", title="未定のこと")
    assert answer.status_code == 422
    assert 'href="#f-dated_on"' in answer.text
    assert "<title>エラー: " in answer.text
    missing = officer.fill(f"{LIST}/onsite_inspection", place="委託先の本社")
    assert missing.status_code == 422
    again = Visitor(installation, now="2024-06-20").form(f"{LIST}/onsite_inspection")
    assert again["place"] == "委託先の本社"
    assert not recorded(installation)


def test_what_the_deed_would_refuse_is_told_on_the_form(officer: Visitor) -> None:
    """A day after the day of entry is refused by the deed, not by the field: the words stand beside it all the same."""
    answer = officer.fill(OTHER, dated_on="R7.6.1", title="先の日付")
    assert answer.status_code == 422
    assert 'id="f-dated_on-told"' in answer.text


def test_sent_twice_it_is_recorded_once(installation: Installation, officer: Visitor) -> None:
    """The second click is led to what was recorded, with no error."""
    check = looked_through(officer, OTHER, **PAPER)
    form = officer.form(check)
    answers = [officer.send(check, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert "recorded=" in answers[1].headers["location"]
    assert len(recorded(installation)) == 1


def test_looked_through_in_an_older_state_shows_both_values(installation: Installation, officer: Visitor) -> None:
    """Two officers record the same document of a day: the second is told what the first has said."""
    check = looked_through(officer, OTHER, **PAPER)
    form = officer.form(check)
    attach(installation.app(HEAD), ID, "other", {"dated_on": "2024-06-01", "title": "所属長の記録"})
    answer = officer.send(check, form)
    assert answer.status_code == 409
    assert "所属長の記録" in answer.text
    assert "打合せの記録" in answer.text
    assert len(recorded(installation)) == 1
    again = officer.get(check).text
    assert "所属長の記録" in again
    assert "今の記録" in again


def test_a_correction_shows_what_stands_and_records_what_differs(installation: Installation, officer: Visitor) -> None:
    """The other fields are neither sent nor touched; a field emptied is refused, for nothing is forgotten so."""
    attach(installation.app(), ID, "other", {"dated_on": "2024-06-01", "title": "打合せ", "document_no": "広第1号"})
    page = f"{OTHER}?of=2024-06-01"
    assert officer.form(page)["dated_on"] == "R6.6.1"
    emptied = officer.fill(page, title="")
    assert emptied.status_code == 422
    assert "空欄には戻せません" in emptied.text
    check = looked_through(officer, page, title="第2回の打合せ", dated_on="R6.5.31")
    shown = officer.get(check).text
    assert "令和6年6月1日(土)" in shown
    assert "令和6年5月31日(金)" in shown
    assert ">広第1号<" not in shown
    assert officer.fill(check).status_code == 303
    (row,) = installation.rows("SELECT fields FROM record WHERE kind = 'other' AND superseded_at IS NULL")
    assert b"2024-05-31" in bytes(row.fields)


def test_a_correction_filled_in_from_an_older_state_is_shown_both(installation: Installation, officer: Visitor) -> None:
    """Between opening and sending another corrected the same record: the page says so, and the draft goes on."""
    attach(installation.app(), ID, "other", {"dated_on": "2024-06-01", "title": "打合せ"})
    page = f"{OTHER}?of=2024-06-01"
    form = officer.form(page) | {"title": "第2回の打合せ"}
    attach(installation.app(HEAD), ID, "other", {"title": "所属長が直した"}, of=None)
    answer = officer.send(page, form)
    assert answer.status_code == 409
    for told in ("打合せ", "所属長が直した", "第2回の打合せ"):
        assert told in answer.text
    assert looked_through(officer, page)


def test_what_was_begun_is_listed_gone_on_with_and_forgotten(installation: Installation, officer: Visitor) -> None:
    """Kept by a button or by looking through, seen by its writer alone, gone once recorded or thrown away."""
    kept = officer.fill(OTHER, step="keep", title="途中")
    assert kept.status_code == 303
    assert "保存しました" in officer.get(kept.headers["location"]).text
    assert f'href="{OTHER}"' in officer.get("/begun").text
    assert f'href="{OTHER}"' not in Visitor(installation, CHIEF).get("/begun").text
    assert officer.form(OTHER)["title"] == "途中"
    assert officer.fill(looked_through(officer, OTHER, **PAPER)).status_code == 303
    assert officer.form(OTHER)["title"] == ""
    officer.fill(OTHER, step="keep", title="捨てる")
    assert officer.fill(OTHER, step="forget").status_code == 303
    assert officer.form(OTHER)["title"] == ""
    officer.fill(OTHER, step="keep", title="一覧で捨てる")
    assert officer.send("/begun", {"form": OTHER}).status_code == 303
    assert f'href="{OTHER}"' not in officer.get("/begun").text


def test_a_record_is_taken_back_with_its_reason(installation: Installation, officer: Visitor) -> None:
    """Without a reason it stands; sent twice it is taken back once."""
    hand_in(installation.app(), "emergency_contact")
    day = installation.rows("SELECT key FROM record WHERE kind = 'emergency_contact'")[0].key
    page = f"{LIST}/emergency_contact/take-back?of={day}"
    assert officer.fill(page).status_code == 422
    form = officer.form(page) | {"reason": "確認日の誤記のため"}
    assert [officer.send(page, form).status_code for _ in range(2)] == [303, 303]
    assert len([row for row in recorded(installation) if row.kind == "evidence_removed"]) == 1


def test_who_may_not_record_gets_no_form_and_stores_nothing(installation: Installation, officer: Visitor) -> None:
    """Of another office neither page nor deed; what such a person uploads is not kept."""
    form = officer.form(OTHER)
    other = Visitor(installation, OTHER_OFFICER)
    for page in (LIST, OTHER, f"{OTHER}/check", f"{OTHER}/take-back"):
        assert other.get(page).status_code == 403
    assert other.send(OTHER, form | PAPER, [("file", ("a.txt", b"a"))]).status_code == 403
    assert not [path for path in (installation.home / "evidence").rglob("*") if path.is_file()]
    auditor = Visitor(installation, "監査委員事務局")
    assert auditor.get(LIST).status_code == 200
    assert "登録する" not in auditor.get(LIST).text
    assert auditor.get(OTHER).status_code == 403


def test_an_address_of_nothing_is_not_found(officer: Visitor) -> None:
    """No such kind, contract, subcontract or version."""
    for page in (f"{LIST}/nothing", "/contracts/R6-9999/evidence/other", f"{OTHER}?subcontract=7", f"{OTHER}?of=x"):
        assert officer.get(page).status_code == 404, page
    assert officer.get(f"{OTHER}?of=2024-01-01").status_code == 404


ITEM = (
    '[[items]]\nno = {}\narticles = [18]\narticle_title = "監査"\ntext = "生成AIに入力していませんか"\n'
    'text_status = "verbatim"\nanswer = "yes_no"\nsafe = "はい"\n'
)


def test_a_new_checklist_is_asked_by_the_form_that_binds_the_contract(
    installation: Installation, tmp_path: Path
) -> None:
    """A newer form of 31 items binds who concludes from its day on: the others get the former, and may choose it."""
    a_contract(installation.app())
    draft = laid_out(tmp_path / "7広100", "checklist", "concluded_from", source=SOURCE)
    form = draft / "forms" / "new.toml"
    form.write_text(f"{form.read_text(encoding='utf-8')}\n{ITEM.format(30)}{ITEM.format(31)}", encoding="utf-8")
    published(installation, draft)
    visitor, page = Visitor(installation, now="2025-04-02"), f"{LIST}/checklist"
    asked = visitor.get(page).text
    assert 'name="q29"' in asked
    assert 'name="q31"' not in asked
    newer = f"{page}?form_edition=R7.4.1"
    assert f'href="{newer}"' in asked
    chosen = visitor.get(newer).text
    assert 'name="q31"' in chosen
    assert f'href="{page}?form_edition=R5.12.26"' in chosen
    check = looked_through(visitor, newer, received_on="R7.4.1", form_edition="R7.4.1", q31="はい")
    assert 'name="q31"' in visitor.get(page).text
    assert "問31" in visitor.get(check).text
