"""The reminder: what the contractor still owes, subcontracts included, and nothing else."""

from datetime import date
from pathlib import Path

import pytest
from command_line import CommandLine
from contractor import everything_in, letter_text
from factories import contract, review
from installation import FOR_PERFORMING, ID, Installation, a_contract, a_subcontract, hand_in

from config.calendar import BusinessCalendar
from config.errors import NotFoundError, UsageError
from config.loader import rule_book
from config.schema import Rule
from config.vocabulary import Stage, Status
from lifecycle.papers.letters.words import NO_DAY, basis_for
from lifecycle.papers.letters.write import Written, reminder
from lifecycle.records.as_of import AsOf
from states.assessment import Assessor
from states.duty import Duties, Duty
from states.facts import Policy
from states.verdict import Finding

TODAY = date(2024, 6, 3)


def reminded(installation: Installation, target: Path, on: date = TODAY, known_by: date | None = None) -> Written:
    """The reminder of the one contract."""
    return reminder(installation.app(), ID, target, AsOf(on, known_by), force=True)


def test_where_nothing_is_missing_there_is_nothing_to_send(installation: Installation, tmp_path: Path) -> None:
    """Exit 6, and no file."""
    a_contract(installation.app())
    hand_in(installation.app(), *FOR_PERFORMING)
    with pytest.raises(NotFoundError, match="督促する事項がありません") as none:
        reminded(installation, tmp_path / "督促.docx")
    assert none.value.exit_code == 6
    assert not (tmp_path / "督促.docx").exists()


ASKED = [rule for rule in rule_book().rules.values() if rule.asked_for]
ANNEX = "契約書別記 保有個人情報取扱特記事項"


def test_each_thing_is_asked_for_under_what_binds_the_contractor(installation: Installation, tmp_path: Path) -> None:
    """特記事項第16: the checklist; the newest form (S2-07) is not a second paper."""
    a_contract(installation.app())
    done = reminded(installation, tmp_path / "督促.docx")
    text = letter_text(tmp_path / "督促.docx")
    assert f"自己点検の結果(チェックリスト)\n{NO_DAY}\n{ANNEX} 第16\n" in text
    assert "令和6年6月3日現在" in text
    assert [item for item in done.items if "[S2-07]" in item] == []
    assert "の様式による" not in text


@pytest.mark.parametrize("rule", ASKED, ids=[rule.code for rule in ASKED])
def test_no_letter_cites_what_binds_only_the_offices(rule: Rule) -> None:
    """Circulars, the audit report and training speak to offices: whatever is asked for, a letter names none of them."""
    book = rule_book()
    said = basis_for(book, a_duty(rule), contract(contract_review=review(omitted_articles=())))
    assert said.startswith(f"{ANNEX} 第")
    assert "〔" not in said
    assert [s.name for s in book.sources.values() if not s.binds_contractor_as and s.name in said] == []


@pytest.mark.parametrize("rule", ASKED, ids=[rule.code for rule in ASKED])
def test_an_article_that_the_contract_leaves_out_is_not_cited(rule: Rule) -> None:
    """特記事項 注2: articles may be left out or set in the contract itself; then its own text is named."""
    first, *rest = rule.asked_under
    said = basis_for(rule_book(), a_duty(rule), contract(contract_review=review(omitted_articles=(first,))))
    assert said == (f"{ANNEX} {'・'.join(f'第{n}' for n in rest)}" if rest else "契約書")


def a_duty(rule: Rule) -> Duty:
    """The duty of a rule, unmet."""
    finding = Finding(rule.code, ID, Status.UNMET, gate=Stage.COMPLETED)
    assessor = Assessor(rule_book(), Policy(), BusinessCalendar())
    return Duties(assessor, TODAY).of(ID, Stage.PERFORMING, finding)


@pytest.mark.parametrize(
    ("recorded", "told", "said"),
    [
        (None, None, NO_DAY),
        ("2024-05-17", None, "令和6年5月17日(経過)"),
        ("2024-06-03", None, "令和6年6月3日"),
        (None, date(2024, 5, 20), "令和6年5月20日(経過)"),
        ("2024-05-17", date(2024, 5, 20), "令和6年5月17日(経過)"),
    ],
)
def test_only_a_day_that_the_contractor_was_told_stands_in_the_letter(
    installation: Installation, tmp_path: Path, recorded: str | None, told: date | None, said: str
) -> None:
    """The day of the request, on record or given; the product's own day (令和6年4月19日) never."""
    a_contract(installation.app(), **({"checklist_due_told_on": recorded} if recorded else {}))
    reminder(installation.app(), ID, tmp_path / "督促.docx", AsOf(TODAY), told_on=told)
    text = letter_text(tmp_path / "督促.docx")
    assert f"自己点検の結果(チェックリスト)\n{said}\n" in text
    assert "令和6年4月19日" not in text


def test_a_day_asked_for_the_checklist_is_no_day_for_the_return_of_data(
    installation: Installation, tmp_path: Path
) -> None:
    """The request set a day for what it asked: nothing else is late by it."""
    a_contract(installation.app(), checklist_due_told_on="2024-05-17", performance_end_on="2024-05-31")
    reminded(installation, tmp_path / "督促.docx")
    text = letter_text(tmp_path / "督促.docx")
    assert f"返還又は引渡しの報告\n{NO_DAY}\n{ANNEX} 第13\n" in text


def test_articles_that_nobody_looked_up_are_to_be_confirmed(installation: Installation, tmp_path: Path) -> None:
    """Without 省略した条 on record the officer is told which articles to look for before the letter goes out."""
    a_contract(installation.app())
    done = reminded(installation, tmp_path / "督促.docx")
    assert any("第16が契約書にあるか" in remark.message for remark in done.remarks)
    hand_in(installation.app(), "contract_review", omitted_articles="なし")
    done = reminded(installation, tmp_path / "督促.docx")
    assert not any("契約書にあるか" in remark.message for remark in done.remarks)


def test_what_the_office_itself_owes_is_not_asked_of_the_contractor(installation: Installation, tmp_path: Path) -> None:
    """S1-05, S2-05 …: notices, reviews and visits are the office's."""
    a_contract(installation.app())
    done = reminded(installation, tmp_path / "督促.docx")
    codes = {item.partition("[")[2].partition("]")[0] for item in done.items}
    assert codes <= {"S2-04", "S2-06", "S2-07", "S2-11", "S4-05", "S4-06", "S4-07", "S6-01", "S6-02"}


def test_an_improvement_is_asked_for_once_a_no_is_on_record(installation: Installation, tmp_path: Path) -> None:
    """S2-06: 5広第1237号 2(4)※."""
    a_contract(installation.app())
    hand_in(installation.app(), "contract_review", "emergency_contact")
    hand_in(installation.app(), "checklist", q22="いいえ")
    reminded(installation, tmp_path / "督促.docx")
    assert "「いいえ」と回答された項目の改善策" in letter_text(tmp_path / "督促.docx")


def test_what_subcontractors_owe_stands_under_their_own_number_and_firm(
    installation: Installation, tmp_path: Path
) -> None:
    """S4-06, S4-05: the contractor hands in for them."""
    a_contract(installation.app())
    hand_in(installation.app(), *FOR_PERFORMING)
    a_subcontract(
        installation.app(), handles_pi=True, subcontractor="乙社", applied_on=date(2024, 4, 20), reason="専門設備",
        scope="印刷", capability="実績", approved_on=date(2024, 4, 23), approval_no="1", started_on=date(2024, 4, 25),
    )  # fmt: skip
    done = reminded(installation, tmp_path / "督促.docx")
    text = letter_text(tmp_path / "督促.docx")
    assert "再委託1(乙社): 再委託先の自己点検の結果(チェックリスト)" in text
    assert any(item.startswith(f"{ID}/1 [S4-06]") for item in done.items)


def test_the_reminder_says_what_held_and_was_known_on_a_day(installation: Installation, tmp_path: Path) -> None:
    """--as-of and --known-by: what came in later was missing then."""
    target = tmp_path / "督促.docx"
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(), *FOR_PERFORMING)
    with pytest.raises(NotFoundError):
        reminded(installation, target)
    reminded(installation, target, known_by=date(2024, 5, 1))
    assert "自己点検の結果(チェックリスト)" in letter_text(target)
    reminded(installation, target, date(2024, 4, 8))
    assert "令和6年4月8日現在" in letter_text(target)


def test_a_day_before_the_letter_is_refused(installation: Installation, tmp_path: Path) -> None:
    """Nobody can meet it."""
    a_contract(installation.app())
    with pytest.raises(UsageError, match="より前です"):
        reminder(installation.app(), ID, tmp_path / "督促.docx", AsOf(TODAY), due_on=date(2024, 6, 2))


def test_the_reminder_names_no_person(installation: Installation, tmp_path: Path) -> None:
    """Posts, not names."""
    a_contract(installation.app())
    hand_in(installation.app(), "contract_review")
    hand_in(installation.app(), "checklist", q22="いいえ")
    reminded(installation, tmp_path / "督促.docx")
    found = everything_in(tmp_path / "督促.docx")
    assert [name for name in ("広報課担当", "広報課係長", "委託先の責任者", "0742-00") if name in found] == []


def test_the_commands_answer_in_words_and_as_json(
    asking: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both letters on the sample, which is fictional and says so in each; exit 6 where nothing is missing."""
    monkeypatch.chdir(tmp_path)
    said = asking("letter", "request", "R6-0012", "-o", "依頼.docx", "--agreed", "3=施錠", "--due", "R6.12.13")
    assert said.code == 0
    assert "様式: 依頼_チェックリスト.xlsx" in said.out
    assert "〔仮定〕" in said.err
    assert "【架空の台帳による文例】" in letter_text(tmp_path / "依頼.docx")
    assert "【架空の台帳による様式】" in everything_in(tmp_path / "依頼_チェックリスト.xlsx")
    done = asking("letter", "reminder", "R6-0033", "-o", "督促.docx", "--json")
    assert set(done.json) == {"file", "contract", "form", "struck", "items", "remarks"}
    assert "【架空の台帳による文例】" in letter_text(tmp_path / "督促.docx")
    assert asking("letter", "reminder", "R6-0012", "-o", "ない.docx").code == 6
    wrong = asking("letter", "request", "R6-0012", "-o", "x.docx", "--agreed", "a", "--agreed", "b=c")
    assert (wrong.code, "「a」、「b=c」" in wrong.err) == (2, True)
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["依頼.docx", "依頼_チェックリスト.xlsx", "督促.docx"]
