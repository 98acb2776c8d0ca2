"""S0-02 by fact: an incident on record of the same contractor's other contract is held against what the file says."""

from dataclasses import replace
from datetime import date

import pytest
from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage, Status
from states.assessment import Assessor
from states.facts import Policy
from states.past_incidents import PastIncident, same_words
from states.verdict import Finding

ASSESSOR = Assessor(rule_book(), Policy(), BusinessCalendar())
TITLE, ON = "特定健診データの入力", date(2024, 6, 3)
NO = "漏えい歴の確認: 確認日=R6.3.1; 同一事業での漏えい等=いいえ"
YES = f"{NO.replace('いいえ', 'はい')}; 入念な周知の内容=一条ずつ説明; 入念な周知の日=R6.3.8"


def past(title: str = TITLE, known_on: date = date(2023, 8, 1)) -> PastIncident:
    """An incident of another contract."""
    return PastIncident("R5-0012", title, known_on)


def says(*lines: str, incidents: tuple[PastIncident, ...], stage: Stage = Stage.CONCLUDED) -> Finding:
    """What S0-02 says of a contract with that title and those incidents of the contractor's other contracts."""
    contract = told(lines).contract(stage)
    contract = replace(contract, sheet=replace(contract.sheet, title=TITLE), past_incidents=incidents)
    return next(f for f in ASSESSOR.assess(contract, ON).findings if f.code == "S0-02")


@pytest.mark.parametrize(
    ("line", "incidents", "status", "words"),
    [
        (NO, (), Status.NOT_APPLICABLE, ""),
        (
            NO,
            (past(),),
            Status.WARNING,
            "この委託先に漏えい等事案の記録がある(R5-0012 令和5年8月1日)",
        ),
        (NO, (past("特定健診 データの入力"),), Status.WARNING, "同一の委託事業"),
        (YES, (past(),), Status.MET, ""),
        (NO, (past("別の業務"),), Status.NOT_APPLICABLE, ""),
        (NO, (past("別の業務", date(2024, 3, 15)),), Status.WARNING, "同一の委託事業かを確かめる"),
        (NO, (past(known_on=date(2024, 5, 1)),), Status.NOT_APPLICABLE, ""),
        ("漏えい歴の確認: なし", (past("別の業務"),), Status.WARNING, "別の契約に漏えい等事案の記録がある"),
        ("漏えい歴の確認: なし", (past(),), Status.WARNING, "同一の委託事業で、この委託先に"),
    ],
)
def test_what_the_other_contracts_hold_is_asked_about(
    line: str, incidents: tuple[PastIncident, ...], status: Status, words: str
) -> None:
    """The same title is the same work; of another it is asked, and what came after 締結日 does not matter."""
    finding = says(line, incidents=incidents)
    assert (finding.status, words in finding.reason) == (status, True)


def test_a_contract_that_has_ended_is_not_asked() -> None:
    """Nobody can be told with care any more."""
    assert says(NO, incidents=(past(),), stage=Stage.COMPLETED).status is Status.NOT_APPLICABLE


def test_names_are_the_same_whatever_widths_and_blanks_they_have() -> None:
    """A blank is nothing's name."""
    assert same_words("株式会社 サンプル", "㈱サンプル".replace("㈱", "株式会社"))
    assert same_words("サンプルABC", "サンプルabc")
    assert not same_words("", " ")
