"""The request for self-inspection and its form: right for the one contract, harmless to open, all or nothing."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from contractor import FORM, everything_in, letter_text, strikes
from installation import AUDITOR, BEFORE, FOR_PERFORMING, ID, Installation, a_contract, hand_in, sheet
from workbooks import formulas_in, sheets_of

from config.errors import LifecycleError, NotFoundError, RoleError, UsageError, WorldError
from config.place import said_here
from config.vocabulary import Status
from lifecycle.papers.letters import write
from lifecycle.papers.letters.form import LOST
from lifecycle.papers.letters.write import Written, request
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import load_contracts
from lifecycle.usecases.agreed import keep_agreed
from lifecycle.usecases.contracts import amend

TODAY = date(2024, 6, 3)


def asked(installation: Installation, folder: Path, as_of: AsOf | None = None, **given: object) -> Written:
    """Both files, in a folder."""
    words = {"agreed": {}, **given}
    return request(
        installation.app(), ID, folder / "依頼.docx", folder / "様式.xlsx", as_of or AsOf(TODAY), **words  # type: ignore[arg-type]
    )  # fmt: skip


def form_text(folder: Path) -> str:
    """Every cell of the form's visible sheet."""
    return "\n".join(str(cell) for row in sheets_of(folder / "様式.xlsx")[FORM] for cell in row)


def test_the_items_of_articles_left_out_are_struck_through(installation: Installation, tmp_path: Path) -> None:
    """特記事項 注2: articles left out have no item to answer; mandatory ones (第1, 第13 …) stay in any case."""
    a_contract(installation.app())
    hand_in(installation.app(), "contract_review", omitted_articles="10,13,17")
    done = asked(installation, tmp_path)
    assert done.struck == (19, 20, 21, 28)
    assert strikes(tmp_path / "様式.xlsx") == {19, 20, 21, 28}
    assert "25項目。項目19・20・21・28は" in letter_text(tmp_path / "依頼.docx")


def test_without_a_review_nothing_is_struck_and_the_officer_is_told(installation: Installation, tmp_path: Path) -> None:
    """A blank is no answer: which articles were left out is not known."""
    a_contract(installation.app())
    done = asked(installation, tmp_path)
    assert strikes(tmp_path / "様式.xlsx") == set()
    assert "省略した条(なければ「なし」)の記録がない" in done.remarks[0].message
    text = letter_text(tmp_path / "依頼.docx")
    assert "29項目。このうち、契約書の特記事項に定めのない条の項目は対象外です。" in text
    assert "全ての項目" not in text


def test_only_what_was_agreed_is_listed(installation: Installation, tmp_path: Path) -> None:
    """S2-02, 5広第1237号: the agreed items are narrowed to what was agreed; where nothing was given, room to write."""
    a_contract(installation.app())
    done = asked(installation, tmp_path, agreed={3: ["保管庫の施錠", "持出しの記録"]})
    rows = [row[2] for row in sheets_of(tmp_path / "様式.xlsx")[FORM] if row[1] == "遵守事項"]
    assert rows[:2] == ["保管庫の施錠", "持出しの記録"]
    assert all("取り決めた遵守事項を記入" in row for row in rows[2:])
    assert any("項目16・19の遵守事項が空けて" in remark.message for remark in done.remarks)


def test_a_text_that_the_source_lost_is_not_made_up(installation: Installation, tmp_path: Path) -> None:
    """監査報告書 p.29: of eight items no word can be read; the officer is told which."""
    a_contract(installation.app())
    done = asked(installation, tmp_path)
    assert form_text(tmp_path).count(said_here(LOST)) == 8
    assert any("14・15・16・18・19・21・24・25" in remark.message for remark in done.remarks)


def test_every_fault_is_told_at_once_and_nothing_is_written(installation: Installation, tmp_path: Path) -> None:
    """Brief words, all of them, both files included."""
    a_contract(installation.app())
    hand_in(installation.app(), "contract_review", omitted_articles="10")
    (tmp_path / "様式.xlsx").write_bytes(b"mine")
    with pytest.raises(UsageError) as refused:
        asked(installation, tmp_path, agreed={4: ["a"], 19: ["b"]}, due_on=date(2024, 6, 2))
    for said in ("項目4に遵守事項はありません", "項目19は斜線", "令和6年6月2日", "「様式.xlsx」は既に"):
        assert said in str(refused.value)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["様式.xlsx"]


@pytest.mark.parametrize("name", ["依頼.docx", "様式.xlsx"])
def test_a_file_that_stands_is_kept_unless_forced(installation: Installation, tmp_path: Path, name: str) -> None:
    """The other is not written either."""
    a_contract(installation.app())
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(UsageError, match="別の名前にしてください"):
        asked(installation, tmp_path)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir() if p.is_file()] == [(name, b"mine")]
    asked(installation, tmp_path, force=True)
    assert (tmp_path / name).read_bytes() != b"mine"


def test_a_folder_that_is_missing_or_an_unknown_contract_ends_with_6(
    installation: Installation, tmp_path: Path
) -> None:
    """One fault keeps its own kind."""
    a_contract(installation.app())
    with pytest.raises(NotFoundError, match="フォルダー"):
        request(installation.app(), ID, tmp_path / "no" / "a.docx", tmp_path / "b.xlsx", AsOf(TODAY), agreed={})
    with pytest.raises(NotFoundError, match="R6-9999"):
        request(installation.app(), "R6-9999", tmp_path / "a.docx", tmp_path / "b.xlsx", AsOf(TODAY), agreed={})


def test_where_the_letter_cant_be_written_the_form_goes_too(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up between the two: neither file, or both."""
    a_contract(installation.app())
    written_anew = write.write_new

    def full(path: Path, data: bytes, **words: object) -> None:
        if path.suffix == ".docx":
            raise WorldError("空き容量がありません")
        written_anew(path, data, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(write, "write_new", full)
    with pytest.raises(LifecycleError):
        asked(installation, tmp_path)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_neither_file_carries_a_name_or_a_number(installation: Installation, tmp_path: Path) -> None:
    """Posts, not names: what the last checklist said of persons does not come back in the next form."""
    a_contract(installation.app())
    hand_in(installation.app(), *FOR_PERFORMING)
    asked(installation, tmp_path)
    for name in ("依頼.docx", "様式.xlsx"):
        found = everything_in(tmp_path / name)
        said = ("委託先の責任者", "0742-00", "事故時の責任者<", "広報課担当", "広報課係長", "@example")
        assert [text for text in said if text in found] == []


HOSTILE = "=1+1{{ 7*7 }}{% raw %}<w:p>&\"'"


def test_a_title_is_shown_as_it_is_and_never_run(installation: Installation, tmp_path: Path) -> None:
    """Neither a formula of the workbook nor a field of the template, nor markup."""
    a_contract(installation.app(), title=HOSTILE, contractor='=HYPERLINK("http://x")')
    asked(installation, tmp_path, agreed={3: ["=1+1", "{{ 契約番号 }}"]})
    letter, cells = letter_text(tmp_path / "依頼.docx"), form_text(tmp_path)
    assert HOSTILE in letter
    assert HOSTILE in cells
    assert "=HYPERLINK" in letter
    assert "=HYPERLINK" in cells
    assert "{{ 契約番号 }}" in cells
    assert formulas_in(tmp_path / "様式.xlsx") == 0


def test_the_letter_says_what_held_and_was_known_on_a_day(installation: Installation, tmp_path: Path) -> None:
    """--as-of and --known-by: a later review strikes nothing, a later title is not known."""
    a_contract(installation.app(now=BEFORE))
    hand_in(installation.app(), "contract_review", reviewed_on="2024-05-20", omitted_articles="10")
    amend(installation.app(), ID, sheet(title="名前を直した業務"), reason="誤記")
    before = tmp_path / "before"
    before.mkdir()
    assert asked(installation, before, AsOf(date(2024, 5, 1))).struck == ()
    known = tmp_path / "known"
    known.mkdir()
    assert asked(installation, known, AsOf(TODAY, date(2024, 5, 1))).struck == ()
    assert "県民意識調査の集計" in letter_text(known / "依頼.docx")
    assert asked(installation, tmp_path).struck == (19, 20, 21)
    assert "名前を直した業務" in letter_text(tmp_path / "依頼.docx")


def test_the_day_is_the_offices_to_set(installation: Installation, tmp_path: Path) -> None:
    """S2-04: no source sets a day. The assumed one is told to the officer while it is to come, and never written."""
    a_contract(installation.app())
    done = asked(installation, tmp_path, AsOf(date(2024, 4, 8)))
    assert "令和6年4月19日" not in letter_text(tmp_path / "依頼.docx")
    assert any("提出期限は空けて" in r.message and "令和6年4月19日〔仮定〕" in r.message for r in done.remarks)
    later = asked(installation, tmp_path, force=True)
    assert "提出期限は空けてあります。" in [remark.message for remark in later.remarks]
    given = asked(installation, tmp_path, due_on=date(2024, 6, 14), force=True)
    assert "令和6年6月14日" in letter_text(tmp_path / "依頼.docx")
    assert not any("提出期限" in remark.message for remark in given.remarks)


def test_the_form_is_the_one_in_force_on_the_day(installation: Installation, tmp_path: Path) -> None:
    """S2-07: an edition issued on 2024-05-01 is asked for from that day on, not before, and named in both files."""
    a_contract(installation.app())
    app = installation.app()
    (first,) = (edition for edition in app.book.editions if edition.form == "checklist")
    newer = first.model_copy(update={"id": "checklist-R6.5.1", "label": "R6.5.1", "issued_on": date(2024, 5, 1)})
    form = app.book.forms[first.id].model_copy(update={"title": "改めたチェックリスト"})
    book = replace(app.book, editions=(*app.book.editions, newer), forms={**app.book.forms, newer.id: form})
    days = ((date(2024, 4, 30), "令和5年12月26日", False), (date(2024, 5, 1), "令和6年5月1日", True))
    for day, edition, renewed in days:
        out, sheet_ = tmp_path / f"{edition}.docx", tmp_path / "様式.xlsx"
        request(replace(app, book=book), ID, out, sheet_, AsOf(day), agreed={}, force=True)
        assert f"チェックリスト({edition}改正)の" in letter_text(out)
        assert f"{ID} / {edition}改正" in form_text(tmp_path)
        assert ("改めたチェックリスト" in form_text(tmp_path)) is renewed


@pytest.mark.parametrize("omitted", ["なし", ""])
def test_nothing_left_out_and_nothing_recorded_are_told_apart(
    installation: Installation, tmp_path: Path, omitted: str
) -> None:
    """「なし」 is an answer, a blank is none: only the blank is remarked upon."""
    a_contract(installation.app())
    hand_in(installation.app(), "contract_review", **({"omitted_articles": omitted} if omitted else {}))
    done = asked(installation, tmp_path)
    assert done.struck == ()
    assert any("の記録がない" in remark.message for remark in done.remarks) is not bool(omitted)
    assert ("29項目。全ての項目が対象です。" in letter_text(tmp_path / "依頼.docx")) is bool(omitted)


def test_what_was_agreed_for_the_letter_stays_on_record(installation: Installation) -> None:
    """S2-02: the items given to the request are the record of the rule; who may only read records nothing."""
    a_contract(installation.app())
    agreed = {16: ["複写の禁止"], 3: ["保管庫の施錠", "持出しの記録"]}
    with pytest.raises(RoleError):
        keep_agreed(installation.app(AUDITOR), ID, agreed)
    assert keep_agreed(installation.app(), ID, agreed)
    assert not keep_agreed(installation.app(), ID, agreed)
    with installation.app().reading() as connection:
        contract = next(load_contracts(connection, [ID], AsOf(TODAY)))
    (paper,) = contract.records["agreed_items"]
    assert paper.items == "項目3 保管庫の施錠、項目3 持出しの記録、項目16 複写の禁止"  # type: ignore[attr-defined]
    judged = installation.app().assessor.assess(contract, TODAY)
    assert [f.status for f in judged.findings if f.code == "S2-02"] == [Status.MET]
    assert not keep_agreed(installation.app(), ID, {})
