"""What a list is narrowed to: read from an address or from options, the same words for every list and every door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from config.errors import NotFoundError, RequestFault, UsageError
from config.rulebook import RuleBook
from config.vocabulary import Stage, Standing, Term
from config.wareki import parse_fiscal_year
from lifecycle.fields.stages import parse_stage
from lifecycle.fields.words import plain
from lifecycle.views.paging import Paging

OFFICE, OWN, OVERDUE, STANDING, STAGE, YEAR, RULE, TEXT = (
    *("office", "own", "overdue", "standing", "stage", "year", "rule", "text"),
)
WITHIN, CLOSED, STATUS, SORT, PAGE = "within", "closed", "status", "sort", "page"
"""The names under which an address asks for them."""
_LONGEST = 1000
AnyTerm = TypeVar("AnyTerm", bound=Term)
_YES = frozenset({"1", "yes", "on", "true"})


class ExceptionStatus(Term):
    """What became of an exception that was asked for (例外承認の状態)."""

    REQUESTED = "requested", "申請中"
    APPROVED = "approved", "適用"
    REJECTED = "rejected", "却下"
    REVOKED = "revoked", "取消"


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list is narrowed to; what is left out narrows nothing.

    `office` is an office as somebody types it, `own` what concerns the person who asks: contracts of the own offices,
    duties of the own post, alerts that reached it, exceptions that the person asked for. `year` is a fiscal year,
    `rule` a code, `text` words in numbers and names. `within` (business days) narrows duties, `closed` lets resolved
    alerts in, `status` narrows exceptions.
    """

    office: str | None = None
    own: bool = False
    overdue: bool = False
    standing: Standing | None = None
    stage: Stage | None = None
    year: int | None = None
    rule: str | None = None
    text: str = ""
    within: int | None = None
    closed: bool = False
    status: ExceptionStatus | None = None

    @property
    def of_contract(self) -> bool:
        """Whether it asks anything of the contract, beside its office and its words."""
        return bool(self.standing or self.stage or self.year)


ALL = Sought()
"""Everything."""
FIRST_PAGE = Paging()


def sought_in(asked: Mapping[str, str], book: RuleBook) -> Sought:
    """What is asked for under the names of an address. Raises UsageError, which names every fault, or NotFoundError."""
    read = _Read(asked, book)
    sought = Sought(
        office=read.text(OFFICE) or None,
        own=read.yes(OWN),
        overdue=read.yes(OVERDUE),
        standing=read.one_of(Standing, STANDING, "状態"),
        stage=read.stage(),
        year=read.year(),
        rule=read.rule(),
        text=read.text(TEXT),
        within=read.number(WITHIN, "期限までの開庁日数", 0, _LONGEST),
        closed=read.yes(CLOSED),
        status=read.one_of(ExceptionStatus, STATUS, "例外承認の状態"),
    )
    if read.faults:
        raise _told(read.faults)
    return sought


def paging_in(asked: Mapping[str, str]) -> Paging:
    """The page that an address asks for. Raises UsageError."""
    read = _Read(asked, None)
    number = read.number(PAGE, "頁", 1, 1_000_000)
    if read.faults:
        raise _told(read.faults)
    return Paging(number or 1, order=read.text(SORT))


def _told(faults: Sequence[RequestFault]) -> UsageError:
    return UsageError(faults[0], *faults[1:])


class _Read:
    """Reads what is asked for, and gathers what is wrong with it."""

    def __init__(self, asked: Mapping[str, str], book: RuleBook | None) -> None:
        self._asked, self._book = asked, book
        self.faults: list[RequestFault] = []

    def text(self, name: str) -> str:
        return (self._asked.get(name) or "").strip()

    def yes(self, name: str) -> bool:
        return self.text(name).lower() in _YES

    def one_of(self, terms: type[AnyTerm], name: str, label: str) -> AnyTerm | None:
        text = plain(self.text(name))
        named = next((term for term in terms if text in (term.value, term.label)), None)
        if text and named is None:
            known = "、".join(f"{term.value}({term.label})" for term in terms)
            self._fault(name, label, f"「{self.text(name)}」はありません。次のいずれかです: {known}")
        return named

    def stage(self) -> Stage | None:
        text = plain(self.text(STAGE))
        try:
            return parse_stage(text) if text else None
        except UsageError as error:
            self._fault(STAGE, "段階", error.faults[0].message)
            return None

    def year(self) -> int | None:
        text = plain(self.text(YEAR))
        try:
            return parse_fiscal_year(text) if text else None
        except (ValueError, KeyError) as error:
            self._fault(YEAR, "年度", str(error))
            return None

    def rule(self) -> str | None:
        code = plain(self.text(RULE)).upper()
        if not code or self._book is None:
            return None
        if code not in self._book.rules and code not in self._book.alerts:
            raise NotFoundError(RequestFault("rule_unknown", f"規則 {code} はありません。", RULE, "規則"))
        return code

    def number(self, name: str, label: str, least: int, most: int) -> int | None:
        text = plain(self.text(name))
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
            self._fault(name, label, f"{least}から{most}までの数で書いてください「{self.text(name)}」")
            return None
        return int(text)

    def _fault(self, name: str, label: str, told: str) -> None:
        self.faults.append(RequestFault("asked_unreadable", told, name, label))
