"""`why` and `advance`: may a contract move, and if so, move."""

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import Exit
from config.vocabulary import Role
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, Number, leave, show_json, talk, wareki
from notifications.plain import command, wrap

if TYPE_CHECKING:
    from lifecycle.app import App
    from states.verdict import Finding, Verdict


def why(
    contract: Number,
    *,
    to: Annotated[str | None, Parameter(help="この段階まで(id または日本語)")] = None,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """進められるか。足りない義務をすべて、理由・治し方・根拠とともに示す。進められれば0、られなければ5で終わる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import moves

    app = open_app(actor=common.actor)
    verdict = moves.why(app, contract, moves.parse_stage(to) if to else None, dates.asked(app.today()))
    show_verdict(app, verdict, as_json=common.json)
    leave(Exit.DONE if verdict.allowed else Exit.REFUSED)


def advance(
    contract: Number,
    *,
    to: Annotated[str | None, Parameter(help="この段階まで(id または日本語)")] = None,
    dry_run: Annotated[bool, Parameter(name="--dry-run", help="試すだけで進めない")] = False,
    common: Common = DEFAULTS,
) -> None:
    """次の(または指定の)段階へ進める。進めば0、関門に止められれば5で終わる。止められたことも記録に残る。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import moves

    app = open_app(actor=common.actor)
    result = moves.advance(app, contract, moves.parse_stage(to) if to else None, dry_run=dry_run)
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


def verdict_document(app: "App", verdict: "Verdict") -> dict[str, Any]:
    """The JSON of `why` and `advance`."""

    def entry(finding: "Finding") -> dict[str, Any]:
        rule = app.book.rules[finding.code]
        return {
            "code": finding.code,
            "label": rule.label,
            "subject": finding.subject,
            "reason": finding.reason,
            "remedy": finding.remedy,
            "source": app.book.source_text(finding.code),
            "strength": rule.strength,
            "responsible": finding.responsible,
            "due_on": finding.due_on,
        }

    return {
        "contract": verdict.contract,
        "stage": verdict.stage,
        "target": verdict.target,
        "as_of": verdict.on,
        "allowed": verdict.allowed,
        "unmet": [entry(f) for f in verdict.unmet],
        "warnings": [entry(f) for f in verdict.warnings],
        "excused": [
            {"code": f.code, "subject": f.subject, "by": f.status.value, "detail": f.reason} for f in verdict.excused
        ],
        "not_applicable": list(verdict.not_applicable),
        "unrecorded": list(verdict.unrecorded),
    }


def show_verdict(app: "App", verdict: "Verdict", *, as_json: bool) -> None:
    """A verdict as an officer reads it: what is missing, why, by when, what cures it, the source."""
    if as_json:
        show_json(verdict_document(app, verdict))
        return
    print("\n".join(verdict_lines(app, verdict)))


def verdict_lines(app: "App", verdict: "Verdict") -> list[str]:
    """The lines of a verdict, at most 80 columns wide."""
    head = f"{verdict.contract}  {verdict.stage.label} → {verdict.target.label}({wareki(verdict.on)}現在)"
    if verdict.allowed:
        lines = [f"● {head}: 進められます"]
    else:
        lines = [f"■ {head}: 進められません(不足 {len(verdict.unmet)}件)"]
    for number, finding in enumerate(verdict.unmet, start=1):
        lines += ["", *_finding_lines(app, finding, number)]
    if verdict.warnings:
        lines += ["", "▲ 注意(止めません)"]
        for finding in verdict.warnings:
            rule = app.book.rules[finding.code]
            lines.append(
                wrap(f"{_of(finding, verdict)}{rule.label}: {finding.reason} [{finding.code}]", "  ・", "    ")
            )
    if verdict.excused:
        lines += ["", "○ 求めないもの(経過措置・代替措置・例外承認・施行前)"]
        for finding in verdict.excused:
            text = f"[{finding.code}] {finding.status.label}: {finding.reason}"
            lines.append(wrap(text, "  ・", "    "))
    if not verdict.allowed:
        lines += ["", *_next_lines(app, verdict)]
    return lines


def _finding_lines(app: "App", finding: "Finding", number: int) -> list[str]:
    rule = app.book.rules[finding.code]
    who = Role(finding.responsible).label
    basis = f"{app.book.source_text(finding.code)}({rule.strength_label})"
    due = f"{wareki(finding.due_on)}〔仮定・県規程に日数なし〕" if finding.due_on else "定めなし"
    lead = f"{number:>2}. "
    return [
        wrap(f"{finding.reason} [{finding.code}]", lead, "    "),
        wrap(f"規則: {rule.label}({finding.subject})", "    ", "          "),
        wrap(f"期限: {due} / 行う人: {who}", "    ", "          "),
        wrap(f"対応: {finding.remedy}", "    ", "          "),
        wrap(f"根拠: {basis}", "    ", "          "),
    ]


def _next_lines(app: "App", verdict: "Verdict") -> list[str]:
    """What to type next: the commands that record the cures, each once."""
    commands = []
    for finding in verdict.unmet:
        cure = app.book.rules[finding.code].command
        if cure:
            no = finding.subject.partition("/")[2]
            commands.append(cure.format(id=verdict.contract, no=no, subject=finding.subject))
    waivable = next((f for f in verdict.unmet if app.book.rules[f.code].waivable), None)
    if waivable:
        no = waivable.subject.partition("/")[2]
        of = f" --subcontract {no}" if no else ""
        asked = f"lifecycle override request {verdict.contract} --rule {waivable.code}{of} …"
        commands.append(f"(証拠で満たせないとき) {asked}")
    lines = [wrap("根拠: 各項の「根拠」のとおり。期限の日数は製品の仮定です。", "", "  "), "次にすること:"]
    return lines + [command(text, "  ") for text in dict.fromkeys(commands)]


def _of(finding: "Finding", verdict: "Verdict") -> str:
    return "" if finding.subject == verdict.contract else f"{finding.subject} "


def _talk_warnings(app: "App", verdict: "Verdict") -> None:
    for finding in verdict.warnings:
        talk(f"▲ {app.book.rules[finding.code].label}: {finding.reason} [{finding.code}]")
