"""Every kind of refusal: departures from complete files, one cell at a time, kept where a rule then says a new thing.

A case is told as a scenario is, in lines 「シート: 列=値」. The kinds are found by asking the guards themselves: a new
reason of a guard, or a new column of the ledger, brings its own cases.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from scenarios.reader import BY_LABEL, Cells, File, told

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Answer, Stage
from states.assessment import Assessor
from states.columns import CONTRACT, SUBCONTRACT, columns_of
from states.documents import Column, ValueType
from states.facts import Policy
from states.verdict import Finding

AND = " かつ "
"""The word between two departures of one case."""
AFTER, BEFORE = date(2025, 4, 10), date(2024, 3, 29)
"""The days of the questions: all work is done, and the contract is about to be concluded."""

_REVIEWED = "再委託1 チェックリスト: 確認日=R6.4.22; 確認者=担当者"
_BEFORE = (
    "契約: 締結日=", "周知説明: チェックリスト手交日=; マニュアル手交日=; 説明日=", "契約書確認: 確認日=R6.3.28",
    "チェックリスト: なし", "情報システム確認: なし", "連絡体制: なし", "検査の準備: なし", "検査: なし",
    "返還・廃棄: なし",
)  # fmt: skip
_SECRET = ("契約: 要配慮個人情報=はい", "実地調査: 実施日=R6.5.7")
_INSTEAD = ("契約: 要配慮個人情報=はい", "実地調査に代わる対応: 理由の記録日=R6.5.7")
_APPLIED = ("再委託1: 承認日=; 承認文書番号=; 承認者=; 業務開始日=; 周知の確認日=", _REVIEWED)
_SECRET_SUB = ("再委託1: 要配慮個人情報=はい; 実地調査の予定日=R6.5.7", _REVIEWED, "再委託1 実地調査: 実施日=R6.5.7")


@dataclass(frozen=True)
class Base:
    """A file that lacks nothing, what part of it is broken, and when which move is asked for."""

    name: str
    part: str
    given: tuple[str, ...]
    broken: tuple[str, ...]
    stage: Stage = Stage.PERFORMING
    to: Stage = Stage.COMPLETED
    on: date = AFTER


BASES = (
    Base("締結前", "contract", _BEFORE, ("契約", "周知説明", "契約書確認"), Stage.ESTIMATE, Stage.CONCLUDED, BEFORE),
    Base("締結後", "contract", (), ("契約", "周知説明", "契約書確認")),
    Base(
        "締結後",
        "checklist",
        (),
        ("チェックリスト", "情報システム確認", "連絡体制", "検査の準備", "検査", "返還・廃棄"),
    ),
    Base(
        "問20がはい",
        "checklist",
        ("チェックリスト: 問20=はい; 部外者の概要=保守会社2名; 疑義の内容=立会いの下で行う",),
        ("チェックリスト",),
    ),
    Base("改善策あり", "checklist", ("チェックリスト: 問7=いいえ", "改善策: 改善策受領日=R6.4.26"), ("改善策",)),
    Base("要配慮", "visit", _SECRET, ("契約", "実地調査")),
    Base("代わる対応", "visit", _INSTEAD, ("実地調査に代わる対応",)),
    Base("事案あり", "visit", ("漏えい等事案: 終結日=R6.10.1",), ("漏えい等事案",)),
    Base("再委託あり", "subcontract", ("再委託1: あり", _REVIEWED), ("再委託1", "再委託1 チェックリスト")),
    Base("再委託の申請中", "subcontract", _APPLIED, ("再委託1",)),
    Base("再委託が要配慮", "subcontract", _SECRET_SUB, ("再委託1", "再委託1 実地調査", "再委託1 返還・廃棄")),
)
PARTS = tuple(dict.fromkeys(base.part for base in BASES))


@dataclass(frozen=True)
class Case:
    """A departure from a base, and the kinds of refusals and warnings that it brings for the first time."""

    base: Base
    line: str
    kinds: tuple[tuple[str, str], ...]

    @property
    def given(self) -> tuple[str, ...]:
        """The whole file, as a scenario tells it."""
        return (*self.base.given, *self.line.split(AND))

    @property
    def file(self) -> File:
        """The papers."""
        return told(self.given)


@cache
def cases(part: str) -> tuple[Case, ...]:
    """The cases of a part: each brings at least one kind of refusal that none before it brought."""
    known: set[tuple[str, str]] = set()
    found = []
    for base in BASES:
        lines = [line for place in base.broken for line in _departures(base, place)]
        for line in lines:
            case = Case(base, line, ())
            new = tuple(key for f in _asked(case) if (key := kind_of(f, base)) not in known)
            known.update(new)
            if new and base.part == part:
                found.append(Case(base, line, tuple(dict.fromkeys(new))))
    return tuple(found)


def kind_of(finding: Finding, base: Base) -> tuple[str, str]:
    """The kind of a refusal: the rule, whether of a subcontract, and its reason without days and numbers."""
    reason = re.sub(r"令和\d+年\d+月\d+日|R\d+\.\d+\.\d+|(?<=問)\d+|\d[\d,]*件", "#", finding.reason)
    return f"{finding.code}{'/' if '/' in finding.subject else ''} {base.to.label}", re.sub(r"(問#、)+", "", reason)


def _asked(case: Case) -> Iterator[Finding]:
    """What the rules find fault with; a departure that no file can hold is none."""
    try:
        contract = case.file.contract(case.base.stage)
    except (ValueError, KeyError, IndexError):
        return
    verdict = assessor().judge(contract, case.base.to, case.base.on)
    yield from (*verdict.unmet, *verdict.warnings)


@cache
def assessor() -> Assessor:
    """Judges by the pack as it is shipped."""
    return Assessor(rule_book(), Policy(), BusinessCalendar())


_NOT_BROKEN = ("division", "title", "contractor", "fiscal_years", "subcontractor", "rejected_on")
"""What every contract has from the day it is registered, and what ends a subcontract."""


def _departures(base: Base, place: str) -> Iterator[str]:
    """The papers of a place broken in each single cell, and taken away."""
    words = place.split()
    subject = words[0].removeprefix("再委託") if words[0][:3] == "再委託" and words[0][3:] else ""
    sheet = words[-1] if len(words) > 1 or not subject else "再委託"
    papers: list[Cells] = told(base.given).sheets[subject].get(sheet, [{}])
    kind = BY_LABEL[sheet].id if sheet in BY_LABEL else SUBCONTRACT if sheet == "再委託" else CONTRACT
    if sheet in BY_LABEL:
        yield f"{place}: なし"
        yield from (f"{place}: 原本={proof}" for proof in ("なし", "台帳"))
    elif sheet == "再委託":
        yield f"{place}: 原本=台帳"
    for column in columns_of(kind):
        if column.name in _NOT_BROKEN:
            continue
        for value in _values(column):
            if papers[-1].get(column.label, "") != value:
                yield f"{place}: {column.label}={value}"


def _values(column: Column) -> tuple[str, ...]:
    """What a cell may hold instead: nothing, the other answer, too early, too late."""
    others: dict[ValueType, tuple[str, ...]] = {
        ValueType.YES_NO: ("はい", "いいえ"),
        ValueType.PRESENT: ("有", "無"),
        ValueType.FIT: ("適", "不適"),
        ValueType.PASSED: ("合格", "不合格"),
        ValueType.DATE: ("R5.11.1", "R6.4.1", "R7.4.9"),
        ValueType.EDITION: ("旧", "R5.10.10", "R5.12.26", "R6.3.1"),
        ValueType.ARTICLES: ("3", "4", "9", "10"),
        ValueType.COUNT: ("1500",),
        ValueType.ANSWER: ("いいえ", "はい", Answer.STRUCK.label, Answer.NO_SUBCONTRACT.label),
    }
    labels = tuple(term.label for term in column.choices) if column.choices else ()
    return ("", *others.get(column.value_type, ()), *labels)
