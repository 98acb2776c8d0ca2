"""What a list is narrowed to and which page of it is shown: the options that every list takes, the same for all."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Generic, TypeVar

from cyclopts import Parameter

from config.errors import UsageError
from lifecycle.cli.output import talk

if TYPE_CHECKING:
    from config.rulebook import RuleBook
    from lifecycle.views.paging import Page, Paging
    from lifecycle.views.seeking import Sought

T = TypeVar("T")
_MOST = 500
"""The most rows that a page may be asked to hold."""
_LONGEST = 1000


@Parameter(name="*")
@dataclass(frozen=True)
class Narrow:
    """The options that narrow a list."""

    division: Annotated[str | None, Parameter(help="この所属だけ")] = None
    own: Annotated[bool, Parameter(help="自分に関わるものだけ(自分の所属の契約、自分のすること、届いた連絡)")] = False
    overdue: Annotated[bool, Parameter(help="期限を過ぎたものだけ")] = False
    rule: Annotated[str | None, Parameter(help="この規則だけ")] = None
    stage: Annotated[str | None, Parameter(help="この段階の契約だけ(履行中 など)")] = None
    standing: Annotated[str | None, Parameter(help="この状態の契約だけ(要是正、注意、順調)")] = None
    fiscal_year: Annotated[str | None, Parameter(name="--fiscal-year", help="この年度の契約だけ(R6)")] = None
    text: Annotated[str | None, Parameter(help="番号・所属・業務名・委託先にこの語があるもの")] = None

    def sought(self, book: "RuleBook", *, within: int | None = None, closed: bool = False) -> "Sought":
        """What is sought, as the lists take it. Raises UsageError, NotFoundError."""
        from lifecycle.fields.stages import parse_stage, parse_standing
        from lifecycle.views import seeking

        if within is not None and not 0 <= within <= _LONGEST:
            raise UsageError(f"--within は0から{_LONGEST}までの開庁日数です。")
        asked = {
            seeking.OFFICE: self.division,
            seeking.OWN: self.own and "1",
            seeking.OVERDUE: self.overdue and "1",
            seeking.RULE: self.rule,
            seeking.STAGE: self.stage and parse_stage(self.stage).value,
            seeking.STANDING: self.standing and parse_standing(self.standing).value,
            seeking.YEAR: self.fiscal_year,
            seeking.TEXT: self.text,
            seeking.WITHIN: None if within is None else str(within),
            seeking.CLOSED: closed and "1",
        }
        return seeking.sought_in({name: text for name, text in asked.items() if text}, book)


@Parameter(name="*")
@dataclass(frozen=True)
class Paged:
    """The options for a page of a list."""

    page: Annotated[int | None, Parameter(help="この頁(1から)")] = None
    rows: Annotated[int | None, Parameter(help="1頁の行数(端末では50。端末でなければ、省くと全て)")] = None
    sort: Annotated[str, Parameter(help="この列の順(列の英語名。前に - を付けると逆順)")] = ""

    def asked(self, *, whole: bool) -> "Paging | None":
        """The page that is asked for; None for all rows. Raises UsageError."""
        from lifecycle.views.paging import A_PAGE, Paging

        for name, number in (("--page", self.page), ("--rows", self.rows)):
            if number is not None and not 0 < number <= _LONGEST * _LONGEST:
                raise UsageError(f"{name} は1からの数です。")
        if self.rows is not None and self.rows > _MOST:
            raise UsageError(f"--rows は{_MOST}までです。")
        if self.page is None and self.rows is None and whole:
            return None
        return Paging(self.page or 1, self.rows or A_PAGE, self.sort)


EVERYTHING, FIRST = Narrow(), Paged()


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """The rows to show, and what is said below them of their place in the list."""

    rows: Sequence[T]
    foot: str = ""

    def say(self) -> None:
        """Say on stderr where in the list the rows stand."""
        if self.foot:
            talk(self.foot)


def rows_of(ask: "Callable[[Paging], Page[T]]", paged: Paged, *, whole: bool) -> Part[T]:
    """The rows to show: a page on a terminal or where one was asked for; else all, as where `whole` is wanted."""
    from lifecycle.views.paging import WHOLE, Paging

    asked = paged.asked(whole=whole or not sys.stdout.isatty())
    if asked is not None:
        page = ask(asked)
        if page.of > 1:
            first = (page.number - 1) * asked.size + 1
            on = f"。次の頁: --page {page.number + 1}" if page.number < page.of else ""
            last = first + len(page.rows) - 1
            return Part(page.rows, f"全{page.total}件のうち {first}〜{last}件目({page.number}/{page.of}頁){on}")
        return Part(page.rows)
    return Part(ask(Paging(1, WHOLE, paged.sort)).rows)
