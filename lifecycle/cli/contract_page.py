"""`contract show`: a contract on one screen, and in JSON."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from config.vocabulary import Backing
from config.wareki import format_fiscal_year
from lifecycle.cli.moves import in_part_document, in_part_lines
from lifecycle.cli.output import wareki
from notifications.plain import wrap

if TYPE_CHECKING:
    from lifecycle.records.shelf import Stored
    from lifecycle.views.contracts import Shown
    from states.documents import Column
    from states.duty import Duty
    from states.facts import ContractSheet, Subcontract

_DATES = ("quoted_on", "concluded_on", "performance_start_on", "performance_end_on")


def document(shown: "Shown") -> dict[str, Any]:
    """The JSON of `contract show`. Persons' names and numbers stay out of it: fields hold whether they are filled."""
    facts, judged = shown.contract, shown.assessment
    sheet = facts.sheet
    return {
        "id": facts.id,
        "division": sheet.division,
        "title": sheet.title,
        "contractor": sheet.contractor,
        "fiscal_year": _fiscal_years(sheet),
        "stage": facts.stage,
        "stage_declared": facts.stage_declared,
        "standing": judged.standing,
        "as_of": judged.on,
        "dates": {name: getattr(sheet, name) for name in _DATES},
        "long_term": sheet.long_term,
        "specific_pi": sheet.specific_pi,
        "sensitive_pi": sheet.sensitive_pi,
        "record_count": sheet.record_count,
        "uses_system": sheet.uses_system,
        "subcontracts": [_subcontract(facts.id, sub) for sub in facts.subcontracts],
        "obligations": [_obligation(duty) for duty in shown.unmet if duty.is_open or duty.on_record],
        "overrides": [
            {
                "id": o.id,
                "subject": o.subject,
                "codes": o.codes,
                "expires_on": o.expires_on,
                "live": o.lives_on(judged.on),
            }
            for o in facts.overrides
        ],
        "evidence": [
            {**_evidence(record), **_backing(shown, record), "speaks": _speaks(shown, record)}
            for record in shown.records
            if record.kind not in ("contract", "subcontract")
        ],
        "in_part": [in_part_document(one) for one in shown.in_part],
        "shared_files": list(shown.shared),
    }


def _fiscal_years(sheet: "ContractSheet") -> str:
    return ",".join(format_fiscal_year(year) for year in sheet.fiscal_years or ())


def _subcontract(id_: str, sub: "Subcontract") -> dict[str, Any]:
    sheet = sub.sheet
    return {
        "id": f"{id_}/{sub.no}",
        "subcontractor": sheet.subcontractor,
        "handles_pi": sheet.handles_pi,
        "applied_on": sheet.applied_on,
        "approved_on": sheet.approved_on,
        "approval_no": sheet.approval_no,
        "started_on": sheet.started_on,
    }


def _obligation(duty: "Duty") -> dict[str, Any]:
    names = ("subject", "code", "label", "status", "gate", "reason", "responsible", "due_on", "overdue", "on_record")
    added = ("strength", "strength_label", "grounds", "source", "due_note")
    return {name: getattr(duty, name) for name in (*names, *added)}


def _evidence(record: "Stored") -> dict[str, Any]:
    fields = {n: bool(v) if isinstance(v, dict) else v for n, v in record.fields.items()}
    return {
        "kind": record.kind,
        "subcontract": record.subcontract or None,
        "dated_on": record.dated_on,
        "recorded_at": record.recorded_at,
        "fields": fields,
        "files": [{"sha256": file.sha256, "type": file.type, "size": file.size} for file in record.files],
    }


def _backing(shown: "Shown", record: "Stored") -> dict[str, Any]:
    """What backs a document (`proof`: original, document_no or declared), and the dates in it that are only planned."""
    backing = shown.backing[record.kind, record.subcontract, record.key]
    return {
        "declared_only": record.proof.via_ledger and backing is Backing.DECLARED,
        "proof": backing.value,
        "proof_label": backing.label,
        "is_plan": record.is_plan,
        "planned": sorted(record.planned),
    }


def _speaks(shown: "Shown", record: "Stored") -> bool:
    """Whether a document is the one that speaks of its kind; of some kinds every document does."""
    return shown.speaking.get((record.kind, record.subcontract), record.key) == record.key


def lines(shown: "Shown") -> list[str]:
    """The screen of a contract. This is a screen that needs the contacts, so they are shown here."""
    facts, judged = shown.contract, shown.assessment
    sheet = facts.sheet
    declared = "(取込時申告)" if facts.stage_declared else ""
    out = [
        f"{facts.id}  {sheet.title}",
        f"  所属 {sheet.division} / 委託先 {sheet.contractor} / 年度 {_fiscal_years(sheet)}",
        f"  段階 {facts.stage.label}{declared} / 状態 {judged.standing.label}({wareki(judged.on)}現在)",
        f"  締結日 {wareki(sheet.concluded_on)} / 履行 {wareki(sheet.performance_start_on)}〜"
        f"{wareki(sheet.performance_end_on)}",
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
    from lifecycle.fields.values import stored_text
    from states.documents import ValueType

    if column.personal:
        return people.get(value["ref"]) or "消去済"
    return wareki(date.fromisoformat(value)) if column.value_type is ValueType.DATE else stored_text(column, value)


def _source(shown: "Shown", record: "Stored") -> str:
    backing = shown.backing[record.kind, record.subcontract, record.key]
    return f"{backing.label}{f' {files}件' if (files := record.proof.files) else ''}"


def _evidence_lines(shown: "Shown") -> list[str]:
    from states.columns import columns_of
    from states.evidence import KINDS

    out = []
    kept = [record for record in shown.records if record.kind in KINDS]
    several = Counter((record.kind, record.subcontract) for record in kept)
    for record in sorted(kept, key=lambda r: (list(KINDS).index(r.kind), r.subcontract, r.key)):
        mark = ""
        if several[record.kind, record.subcontract] > 1 and (record.kind, record.subcontract) in shown.speaking:
            mark = "〔今の判定〕" if _speaks(shown, record) else "〔ほかの版〕"
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
    out += [wrap(told, "  ▲ ", "    ") for told in shown.shared]
    if shown.in_part:
        out += ["", "一部だけの記録(まだ数えていません)", *in_part_lines(shown.in_part)]
    return out or ["  なし"]
