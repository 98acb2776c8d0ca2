"""The printed form of the audit's twelve tables: titles, units and headings word for word (report 第2, 表1〜12)."""

from dataclasses import dataclass, replace
from typing import Literal

from config.place import said_here
from config.rulebook import RuleBook

CountedUnit = Literal["契約", "再委託"]

IMPROVEMENT_CAVEAT = "定義は報告書にない"
"""What stands beside 要改善 wherever it is shown: the report prints 80 of 92 and never defines it."""

FINDING_TABLES = range(1, 11)
"""The tables whose last column makes a contract 要改善; 表11 and 表12 do not."""


@dataclass(frozen=True, slots=True)
class TableForm:
    """How one table is printed. `printed` holds its headings, the rate's last, | where a line breaks."""

    number: int
    own_title: str
    unit: CountedUnit
    printed: tuple[str, ...]

    @property
    def title(self) -> str:
        """What is printed above the table, in the words of the place."""
        return said_here(self.own_title)

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings on one line each; the rate's is the last."""
        return tuple(heading.replace("|", "") for heading in self.printed)

    @property
    def counted_columns(self) -> tuple[str, ...]:
        """The headings of counts: the total first, the finding last; the rate is the last count over the first."""
        return self.columns[:-1]


_AUDITED = "監査対象|業務委託数"
_NEWEST = ("最新のもの|を使用", "最新のもの|未使用", "最新のもの|未使用率")
_VISITS = ("件数", "実施済", "未実施", "内訳:|理由あり", "内訳:|理由なし", "未実施率|(理由なし)")

FORMS: tuple[TableForm, ...] = (
    TableForm(
        1,
        "委託契約書の作成状況",
        "契約",
        (
            _AUDITED,
            "不備なし",
            "長期継続契約|のため見直し|していない",
            "不備がある",
            "不備がある|委託契約書の|割合",
        ),
    ),
    TableForm(
        2,
        "最新の保有個人情報取扱{provisions}使用状況",
        "契約",
        (_AUDITED, _NEWEST[0], "長期継続|契約のため|未使用", *_NEWEST[1:]),
    ),
    TableForm(
        3,
        "チェックリストによる委託先の自己点検の実施状況",
        "契約",
        (_AUDITED, "実施済", "未実施", "未実施率"),
    ),
    TableForm(4, "最新のチェックリスト使用状況", "契約", ("件数", *_NEWEST)),
    TableForm(5, "委託先への{government}の実地調査状況", "契約", _VISITS),
    TableForm(
        6,
        "再委託承認状況",
        "再委託",
        ("件数", "書面による|承認有", "書面による|承認無", "書面による|未承認率"),
    ),
    TableForm(
        7,
        "再委託先への安全管理措置を講じる義務の周知方法の把握状況",
        "再委託",
        ("件数", "周知方法|把握済", "周知方法|未把握", "未把握率"),
    ),
    TableForm(
        8,
        "保有個人情報を取り扱う再委託先から{government}へのチェックリスト提出状況",
        "再委託",
        ("件数", "提出済", "未提出", "未提出率"),
    ),
    TableForm(9, "再委託先の最新のチェックリスト使用状況", "再委託", ("件数", *_NEWEST)),
    TableForm(
        10,
        "秘匿性が高い保有個人情報を取り扱う再委託先への{government}の実地調査状況",
        "再委託",
        _VISITS,
    ),
    TableForm(
        11,
        "{制度所管課}の通知に基づく{government}と委託先間の連絡体制の整備状況",
        "契約",
        (_AUDITED, "整備済", "未整備", "未整備率"),
    ),
    TableForm(
        12,
        "{government}と委託先間の休日夜間を問わず常時連絡が取れる体制の整備状況",
        "契約",
        (_AUDITED, "常時連絡|体制あり", "常時連絡|体制なし", "常時連絡体制|未整備率"),
    ),
)


def forms_of(book: RuleBook) -> tuple[TableForm, ...]:
    """The tables that the pack prints, under the titles it gives them; all of them where it names none."""
    titles = {one.number: one.title for one in book.tables.table}
    named = (replace(form, own_title=titles[form.number]) for form in FORMS if form.number in titles)
    return tuple(named) if titles else FORMS
