"""`history`, `verify`, `seal`: the commands by which the journal is read, checked and sealed."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import Exit, UsageError
from lifecycle.cli.named import Number
from lifecycle.cli.output import (
    ANY_DATE,
    DEFAULTS,
    Common,
    Dates,
    day,
    leave,
    refuse_undeclared,
    show_json,
    wareki,
)

if TYPE_CHECKING:
    from lifecycle.records.seal_file import SealLine
    from lifecycle.records.seals import SealValue
    from lifecycle.usecases.audit import Verification


def history(
    contract: Number,
    *,
    kind: Annotated[tuple[str, ...], Parameter(name="--kind", help="この種類の出来事だけ(繰り返し可)")] = (),
    since: Annotated[str | None, Parameter(help="事実の日がこの日以後")] = None,
    until: Annotated[str | None, Parameter(help="事実の日がこの日以前")] = None,
    known_since: Annotated[str | None, Parameter(name="--known-since", help="記録の日がこの日以後")] = None,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """契約に起きたことの全て(止められた試みを含む)。事実の日と記録の日を並べる。"""
    from lifecycle.app import open_app
    from lifecycle.clock import day_of
    from lifecycle.records.told import acting_post, told, who_acted
    from lifecycle.views import history

    first, last, known = day(since, "--since"), day(until, "--until"), day(known_since, "--known-since")
    app = open_app(actor=common.actor)
    events = [
        event
        for event in history.history(app, contract, dates.asked(app.today()) if dates.given else None)
        if (not kind or event.kind in kind)
        and (first is None or event.occurred_on >= first)
        and (last is None or event.occurred_on <= last)
        and (known is None or day_of(event.recorded_at) >= known)
    ]
    if common.json:
        from lifecycle.views.register_documents import event_document

        show_json([event_document(event) for event in events])
        return
    from notifications.plain import wrap

    for event in events:
        recorded = wareki(day_of(event.recorded_at)) + ("・時計に疑義" if event.clock else "")
        who = who_acted(event, trial=app.trial)
        print(f"{event.number:>3} {wareki(event.occurred_on)}(記録 {recorded}) {acting_post(event.role)} {who}")
        print(wrap(told(event), "      ", "      "))


def _kept_seal(text: str) -> "Path | SealLine | SealValue":
    """The kept seal that was given: a file, a line of it, or a short value. Raises UsageError."""
    from lifecycle.records.seal_file import read_line
    from lifecycle.records.seals import SealValue

    if text.lstrip().startswith("{"):
        try:
            return read_line(text)
        except (ValueError, TypeError):
            raise UsageError("封印の控えの行として読めません。行の全体を '…' で囲んで指定してください。") from None
    value = SealValue.parse(text)
    if value is None and not os.path.lexists(text):
        told = f"「{text[:40]}」という封印の控えのファイルがありません。"
        raise UsageError(f"{told}短い値なら、例のように: 2043-8f3e-2a1c-9b0d-4e5f-1a2b")
    return value or Path(text)


_AGAINST = "控えた封印と照らす: 封印の控えのファイル、その1行、又は連絡で届いた短い値(例 2043-8f3e-2a1c-…)"


def verify(
    *,
    against: Annotated[str | None, Parameter(name="--against", help=_AGAINST)] = None,
    moves: Annotated[bool, Parameter(help="今の判定では止まる過去の段階の移動も並べる(食い違いには数えない)")] = False,
    common: Common = DEFAULTS,
) -> None:
    """記録のつながり、写しの再生、証拠ファイル、封印を確かめる。食い違いがあれば3で終わる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import audit
    from lifecycle.views.old_moves import judged_otherwise

    app = open_app(actor=common.actor, moved_too=True)
    refuse_undeclared(app)
    verification = audit.verify(app, _kept_seal(against) if against is not None else None)
    otherwise = judged_otherwise(app) if moves else []
    if common.json:
        told = [{"contract": m.contract, "number": m.number, "to": m.stage, "lacking": m.lacking} for m in otherwise]
        show_json(_verification(verification) | ({"judged_otherwise": told} if moves else {}))
    else:
        for name, label in _VERIFIED.items():
            print(f"{label}: {_in_words(getattr(verification, name))}")
        if verification.restorations:
            print(f"控えからの復元: {verification.restorations}回(失われた期間の封印は照らしていません)")
        for fault in verification.faults[:50]:
            print(f"  ■ {fault}")
        for move in otherwise:
            print(f"  現在の判定では {move.contract} の{move.number}番(→{move.stage.label}): {'、'.join(move.lacking)}")
        if verification.stale:
            print(f"  ▲ 規程データ・設定・所属を変えた後、{len(verification.stale)}件の契約は判定し直していません。")
            print("    記録の書換えではありません。次にすること: lifecycle reassess")
    leave(Exit.FINDINGS if verification.faults else Exit.DONE)


_VERIFIED = {
    "events": "出来事",
    "database": "データベース",
    "chain": "記録のつながり",
    "projections": "写しの再生",
    "evidence_files": "証拠ファイル",
    "working_state": "務めの一覧",
    "messages": "連絡",
    "persons": "個人の欄",
    "erased": "消去済",
    "seals": "封印",
    "kept_seals": "照らした控えの封印",
    "rules": "規程データ",
    "under_unknown_rules": "当時の規程データ不明",
}


def _in_words(part: int | list[str]) -> str:
    """A count in words: of faults their number, or that there are none; any other count as it is."""
    if isinstance(part, int):
        return str(part)
    return f"食い違い {len(part)}件" if part else "矛盾なし"


def _verification(verification: "Verification") -> dict[str, Any]:
    def state(faults: list[str]) -> str:
        return f"{len(faults)} faults" if faults else "ok"

    return {
        "events": verification.events,
        "database": state(verification.database),
        "chain": state(verification.chain),
        "projections": state(verification.projections),
        "evidence_files": state(verification.evidence_files),
        "working_state": state(verification.working_state),
        "messages": state(verification.messages),
        "stale": len(verification.stale),
        "persons": state(verification.persons),
        "erased": verification.erased,
        "unreferenced": verification.unreferenced,
        "seals": state(verification.seals),
        "kept_seals": verification.kept_seals,
        "rules": state(verification.rules),
        "under_unknown_rules": verification.under_unknown_rules,
        "restorations": verification.restorations,
        "faults": verification.faults,
    }


def seal(*, common: Common = DEFAULTS) -> None:
    """記録全体の封印。出た値を別の場所(文書など)に控えておくと、後の書換えを証明できる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import sealing

    made = sealing.seal(open_app(actor=common.actor))
    if common.json:
        show_json(sealing.shown(made))
    else:
        print(f"封印 {made.value}")
        print(f"  出来事 {made.value.events}件、契約ほか {made.body.chains}本の記録をまとめた値です。")
        kept = f"{made.file.name} に書き足しました。" if made.file else "この値を文書などに控えてください。"
        print(f"  {made.unwritten or kept}lifecycle verify --against {made.value} で確かめられます。")
    if made.unwritten:
        leave(Exit.FAILED)
