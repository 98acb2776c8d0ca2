"""`contract show`: a contract on one screen."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from lifecycle.cli.moves import in_part_lines
from lifecycle.cli.output import wareki
from notifications.plain import wrap

if TYPE_CHECKING:
    from lifecycle.records.shelf import Stored
    from lifecycle.views.contracts import Shown
    from states.documents import Column
    from states.duty import Duty


def lines(shown: "Shown") -> list[str]:
    """The screen of a contract. It needs the names, so they are shown here; numbers are in `contact show` alone."""
    from lifecycle.views.contract_documents import fiscal_years_of

    facts, judged = shown.contract, shown.assessment
    sheet = facts.sheet
    declared = "(取込時申告)" if facts.stage_declared else ""
    out = [
        f"{facts.id}  {sheet.title}",
        f"  所属 {sheet.division} / 委託先 {sheet.contractor} / 年度 {fiscal_years_of(sheet)}",
        f"  段階 {facts.stage.label}{declared} / 状態 {judged.standing.label}({wareki(judged.on)}現在)",
        f"  締結日 {wareki(sheet.concluded_on)} / 履行 {wareki(sheet.performance_start_on)}〜"
        f"{wareki(sheet.performance_end_on)}",
        *_keeping_lines(shown),
        "",
        *_duty_lines(shown.unmet),
    ]
    for sub in facts.subcontracts:
        approved = f"承認 {wareki(sub.sheet.approved_on)}"
        out.append(f"再委託{sub.no} {sub.sheet.subcontractor} / {approved} / 開始 {wareki(sub.sheet.started_on)}")
    for override in facts.overrides:
        live = "適用中" if override.lives_on(judged.on) else "終了"
        out.append(
            f"例外承認 {override.id} {','.join(override.codes)} {live} {wareki(override.expires_on)}まで"
            "(規程上の例外ではない)"
        )
    return [*out, "", "証拠", *_evidence_lines(shown)]


def _keeping_lines(shown: "Shown") -> Iterator[str]:
    """Until when an ended contract is kept, and every hold on it."""
    from lifecycle.cli.retention import hold_line

    if shown.kept_until:
        yield f"  保存期間 {wareki(shown.kept_until)}まで"
    yield from map(hold_line, shown.holds)


def _duty_lines(unmet: Sequence["Duty"]) -> Iterator[str]:
    """The lines of the duties that are open, and of those that the contract ended without."""
    still, left = [duty for duty in unmet if duty.is_open], [duty for duty in unmet if duty.on_record]
    yield f"義務の不足 {len(still)}件"
    yield from map(_duty_line, still)
    if left:
        yield f"記録に残る不備 {len(left)}件(督促はしない)"
        yield from map(_duty_line, left)


def _duty_line(duty: "Duty") -> str:
    mark = "■" if duty.overdue or duty.on_record else "○"
    text = f"{duty.subject} {duty.reason} [{duty.code}] 期限 {wareki(duty.due_on)}{duty.due_note}"
    return wrap(text, f"  {mark} ", "    ")


def _read(column: "Column", value: Any, people: Mapping[str, str | None]) -> str:
    from config.personal_data import CONTACT_HIDDEN
    from lifecycle.fields.values import stored_text
    from states.documents import ValueType

    if column.value_type is ValueType.CONTACT:
        return CONTACT_HIDDEN
    if column.personal:
        return people.get(value["ref"]) or "消去済"
    return wareki(date.fromisoformat(value)) if column.value_type is ValueType.DATE else stored_text(column, value)


def _contacts(record: "Stored") -> Iterator[str]:
    """The fields of a document that hold numbers."""
    from states.columns import columns_of
    from states.documents import ValueType

    return (column.name for column in columns_of(record.kind) if column.value_type is ValueType.CONTACT)


def _source(shown: "Shown", record: "Stored") -> str:
    backing = shown.backing[record.kind, record.subcontract, record.key]
    return f"{backing.label}{f' {files}件' if (files := record.proof.files) else ''}"


def _evidence_lines(shown: "Shown") -> list[str]:
    from lifecycle.views.contract_documents import speaks
    from states.columns import columns_of
    from states.evidence import KINDS

    out = []
    kept = [record for record in shown.records if record.kind in KINDS]
    several = Counter((record.kind, record.subcontract) for record in kept)
    for record in sorted(kept, key=lambda r: (list(KINDS).index(r.kind), r.subcontract, r.key)):
        mark = ""
        if several[record.kind, record.subcontract] > 1 and (record.kind, record.subcontract) in shown.speaking:
            mark = "〔今の判定〕" if speaks(shown, record) else "〔ほかの版〕"
        of = f"再委託{record.subcontract} " if record.subcontract else ""
        planned = "〔予定・証拠に数えない〕" if record.is_plan else ""
        source = _source(shown, record)
        parts = []
        for column in columns_of(record.kind):
            value = record.fields.get(column.name)
            if value is None or column.name.startswith("q"):
                continue
            ahead = "〔予定〕" if column.name in record.planned else ""
            parts.append(f"{column.label} {_read(column, value, shown.people)}{ahead}")
        out.append(
            wrap(f"{of}{KINDS[record.kind].label}{mark}〔{source}〕{planned} {'、'.join(parts)}", "  ・", "    ")
        )
    if any(record.fields.get(name) for record in kept for name in _contacts(record)):
        out.append(f"  番号は lifecycle contact show {shown.contract.id} で見ます(見たことは記録に残ります)。")
    out += [wrap(told, "  ▲ ", "    ") for told in shown.shared]
    if shown.in_part:
        out += ["", "一部だけの記録(まだ数えていません)", *in_part_lines(shown.in_part)]
    return out or ["  なし"]
