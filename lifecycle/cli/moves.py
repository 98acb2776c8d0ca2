"""`why` and `advance`: whether a contract may move, and the move itself."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from config.errors import Exit
from config.marks import at_the_foot
from config.vocabulary import Role
from config.wareki import short_date
from lifecycle.cli.named import Number
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, leave, show_json, talk, wareki
from notifications.plain import command, wrap

if TYPE_CHECKING:
    from lifecycle.app import App
    from states.backing import Backed
    from states.duty import Duty
    from states.on_record import InPart
    from states.verdict import Verdict


def why(
    contract: Number,
    *,
    to: Annotated[str | None, Parameter(help="この段階まで(id 又は日本語)")] = None,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """進められるか。足りない義務を全て、理由・対応・根拠とともに示す。進められれば0、られなければ5で終わる。"""
    from lifecycle.app import open_app
    from lifecycle.fields.stages import parse_stage
    from lifecycle.views import verdicts

    app = open_app(actor=common.actor)
    verdict = verdicts.why(app, contract, parse_stage(to) if to else None, dates.asked(app.today()))
    show_verdict(app, verdict, as_json=common.json)
    leave(Exit.DONE if verdict.allowed else Exit.REFUSED)


def advance(
    contract: Number,
    *,
    to: Annotated[str | None, Parameter(help="この段階まで(id 又は日本語)")] = None,
    dry_run: Annotated[bool, Parameter(name="--dry-run", help="試すだけで進めない")] = False,
    common: Common = DEFAULTS,
) -> None:
    """次の(又は指定の)段階へ進める。進めば0、関門に止められれば5で終わる。止められたことも記録に残る。"""
    from lifecycle.app import open_app
    from lifecycle.fields.stages import parse_stage
    from lifecycle.usecases import moves
    from lifecycle.views.verdict_documents import verdict_document

    app = open_app(actor=common.actor)
    result = moves.advance(app, contract, parse_stage(to) if to else None, dry_run=dry_run)
    if not result.verdict.allowed:
        show_verdict(app, result.verdict, as_json=common.json)
        leave(Exit.REFUSED)
    if common.json:
        entered = [stage.value for stage in result.entered]
        show_json({**verdict_document(app, result.verdict), "moved": bool(entered), "entered": entered})
    elif dry_run:
        print(f"{contract}: 「{result.verdict.target.label}」へ進められます(試しただけで、進めていません)。")
    else:
        print(f"{contract}: {result.verdict.stage.label} → " + " → ".join(s.label for s in result.entered))
        _talk_warnings(app, result.verdict)


def in_part_lines(partial: "Iterable[InPart]") -> Iterator[str]:
    """The lines on documents that do not count yet: what each lacks, and the command that completes it."""
    for one in partial:
        yield wrap(one.told, "  ・", "    ")
        yield command(one.command, "    ")


def proofs_told(backed: "Iterable[Backed]") -> str:
    """What backs documents, in one cell: 「実地調査 原本あり」."""
    return "、".join(f"{one.label} {one.backing.label}" for one in backed)


def proof_lines(backed: "Iterable[Backed]") -> Iterator[str]:
    """One line for each way in which documents are backed: 原本あり, 文書番号のみ, 申告のみ."""
    from config.vocabulary import Backing

    every = list(backed)
    for backing in Backing:
        told = "、".join(_named(one) for one in every if one.backing is backing)
        if told:
            yield wrap(told, f"  ・{backing.label}: ", "    ")


def _named(one: "Backed") -> str:
    of = f"再委託{one.subcontract}の" if one.subcontract else ""
    return f"{of}{one.label}{f'({short_date(one.dated_on)})' if one.dated_on else ''}"


def show_verdict(app: "App", verdict: "Verdict", *, as_json: bool) -> None:
    """A verdict as an officer reads it: what is missing, why, by when, what cures it, the source."""
    from lifecycle.views.verdict_documents import verdict_document

    if as_json:
        show_json(verdict_document(app, verdict))
        return
    print("\n".join(verdict_lines(app, verdict)))


def verdict_lines(app: "App", verdict: "Verdict") -> list[str]:
    """The lines of a verdict, at most 80 columns wide."""
    from lifecycle.views.verdict_documents import duties_of
    from lifecycle.views.verdicts import files_shared

    unmet, warnings = duties_of(app, verdict, verdict.unmet), duties_of(app, verdict, verdict.warnings)
    head = f"{verdict.contract}  {verdict.stage.label} → {verdict.target.label}({wareki(verdict.on)}現在)"
    lines = [f"● {head}: 進められます" if verdict.allowed else f"■ {head}: 進められません({_counted(unmet)})"]
    for number, duty in enumerate(unmet, start=1):
        lines += ["", *_duty_lines(duty, number)]
    if warnings:
        lines += ["", "▲ 注意(止めません)"]
        for duty in warnings:
            of = f"{duty.subject} " if duty.no else ""
            lines.append(wrap(f"{of}{duty.label}: {duty.reason} [{duty.code}]", "  ・", "    "))
    if verdict.remarks:
        lines += ["", "○ 参考(対応は要りません)"]
        lines += [wrap(f"{finding.reason} [{finding.code}]", "  ・", "    ") for finding in verdict.remarks]
    if verdict.in_part:
        lines += ["", "▲ 一部だけの記録(まだ数えていません)", *in_part_lines(verdict.in_part)]
    if verdict.excused:
        lines += ["", "○ 求めないもの(経過措置・代替措置・例外承認・施行前)"]
        for finding in verdict.excused:
            text = f"[{finding.code}] {finding.status.label}: {finding.reason}"
            lines.append(wrap(text, "  ・", "    "))
    if verdict.backed:
        lines += ["", "○ 記録の裏付け", *proof_lines(verdict.backed)]
        lines += [wrap(told, "  ▲ ", "    ") for told in files_shared(app, verdict.contract)]
    if not verdict.allowed:
        lines += ["", *_next_lines(unmet)]
    return lines


def _counted(unmet: "list[Duty]") -> str:
    """The number of duties that bar the way; of a contract that has ended, the number left on record."""
    left = sum(duty.on_record for duty in unmet)
    return f"不足 {len(unmet) - left}件、記録に残る不備 {left}件" if left else f"不足 {len(unmet)}件"


def _duty_lines(duty: "Duty", number: int) -> list[str]:
    due = f"{wareki(duty.due_on)}{duty.due_note}" if duty.due_on else "定めなし"
    lead = f"{number:>2}. "
    return [
        wrap(f"{duty.reason} [{duty.code}]", lead, "    "),
        wrap(f"規則: {duty.label}({duty.subject})", "    ", "          "),
        wrap(f"期限: {due} / 行う人: {Role(duty.responsible).label}", "    ", "          "),
        wrap(f"対応: {duty.remedy}", "    ", "          "),
        wrap(f"根拠: {duty.source}({duty.strength_label})", "    ", "          "),
    ]


def _next_lines(unmet: "list[Duty]") -> list[str]:
    """The lines that say what to type next: the commands that record the cures, each command once."""
    from states.cures import cures_of

    foot = at_the_foot(duty.due_note for duty in unmet if duty.due_on)
    lines = [wrap(f"根拠: 各項の「根拠」のとおり。{foot}", "", "  "), "次にすること:"]
    for cure in cures_of(unmet):
        if cure.words:
            lines.append(wrap(cure.words, "  ・", "    "))
        lines.append(command(cure.command, "    "))
    return lines


def _talk_warnings(app: "App", verdict: "Verdict") -> None:
    from lifecycle.views.verdict_documents import duties_of

    for duty in duties_of(app, verdict, verdict.warnings):
        talk(wrap(f"{duty.label}: {duty.reason} [{duty.code}]", "▲ ", "  "))
