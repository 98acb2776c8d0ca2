"""`contact show / check`: whom to call on both sides of a contract, and the call that tries whether they answer."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import UsageError
from config.place import here
from lifecycle.cli.named import Number
from lifecycle.cli.output import DEFAULTS, Common, day, show_json, talk, wareki
from notifications.plain import wrap

if TYPE_CHECKING:
    from config.vocabulary import CallOutcome
    from lifecycle.usecases.emergency import EmergencyContacts, NamedToCall, SideToCall

_HOW = "つながった、又はつながらなかった。確かめていない側は書かない"


def show(contract: Number, *, common: Common = DEFAULTS) -> None:
    """双方の緊急連絡先を番号とともに示す。見た人と日時は記録に残る。番号はほかの画面には出ない。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.emergency import open_contacts

    opened = open_contacts(open_app(actor=common.actor), contract)
    if common.json:
        show_json(_document(opened))
        return
    print("\n".join(_lines(opened)))
    talk("  見たことは記録に残しました。")


def check(
    contract: Number,
    *,
    contractor: Annotated[str, Parameter(help=f"委託先の連絡先に電話した結果({_HOW})")] = "",
    office: Annotated[str, Parameter(help=f"委託先から{here().government}の連絡先に電話した結果({_HOW})")] = "",
    on: Annotated[str | None, Parameter(name="--on", help="確かめた日。書かなければ今日")] = None,
    remarks: Annotated[str, Parameter(help="つながらなかったときにしたことなど(番号は書かない)")] = "",
    common: Common = DEFAULTS,
) -> None:
    """双方の連絡先に電話し、つながるかを確かめた結果を記録する。確かめた人は、操作した人になる。

    例: lifecycle contact check R6-0012 --contractor つながった --office つながらなかった
    """
    from lifecycle.app import open_app
    from lifecycle.usecases.emergency import check_contacts, contacts_standing

    app = open_app(actor=common.actor)
    results = _outcome(contractor, "--contractor"), _outcome(office, "--office")
    done = check_contacts(app, contract, *results, day(on, "--on"), remarks)
    standing = contacts_standing(app, contract)
    if common.json:
        show_json({**_document(standing), "changed": done.changed, "notes": list(done.notes)})
        return
    print(f"{contract}: 疎通確認を記録しました。" if done.changed else f"{contract}: 既に同じ内容が記録されています。")
    for note in done.notes:
        print(wrap(note, "  ▲ 確かめてください: ", "    "))
    print("\n".join(_foot(standing)))


def _outcome(text: str, option: str) -> "CallOutcome | None":
    from config.vocabulary import CallOutcome

    if not text:
        return None
    try:
        return CallOutcome.from_label(text)
    except KeyError:
        if text in {one.value for one in CallOutcome}:
            return CallOutcome(text)
        choices = "、".join(one.label for one in CallOutcome)
        raise UsageError(f"{option}: {choices} のどれかを指定してください「{text}」") from None


def _lines(opened: "EmergencyContacts") -> Iterator[str]:
    """The screen: the arrangement, each side with its numbers and hours, whom the checklists name, the next test."""
    arranged = opened.arrangement.label if opened.arrangement else "登録がない"
    yield f"{opened.contract} の緊急連絡先(休日夜間の体制: {arranged}、確認日 {wareki(opened.confirmed_on)})"
    for side, whose in zip(opened.sides, (opened.contractor, opened.division), strict=True):
        yield ""
        yield from _side_lines(side, whose)
    if opened.named:
        yield ""
        yield "チェックリストの責任者"
        yield from (wrap(_named(one), "  ・", "    ") for one in opened.named)
    yield ""
    yield from _foot(opened)


def _side_lines(side: "SideToCall", whose: str) -> Iterator[str]:
    yield f"{side.label}({whose})"
    yield from (f"  {number}" for number in side.numbers)
    if not side.has_number:
        yield "  番号の登録がない"
    hours = "、".join(one.label for one in side.covers) or "登録がない"
    yield wrap(hours, "  つながる時間: ", "    ")
    if side.gaps:
        yield wrap("、".join(one.label for one in side.gaps), "  ■ つながらない時間: ", "    ")
    if side.outcome and side.called_on:
        yield f"  {'■' if side.fails else '●'} 疎通確認 {wareki(side.called_on)} {side.outcome.label}"
    else:
        yield "  ○ 疎通確認の記録がない"


def _named(one: "NamedToCall") -> str:
    of = f"再委託{one.subcontract}の" if one.subcontract else ""
    return f"{of}{one.post} {' '.join((one.name, *one.numbers)).strip()}"


def _foot(standing: "EmergencyContacts") -> Iterator[str]:
    yield f"一報の指導 {wareki(standing.guided_on) if standing.guided_on else '記録がない'}"
    if standing.test_due_on:
        yield f"次の疎通確認 {wareki(standing.test_due_on)}まで〔仮定〕"


def _document(contacts: "EmergencyContacts") -> dict[str, Any]:
    return {
        "contract": contacts.contract,
        "division": contacts.division,
        "contractor": contacts.contractor,
        "arrangement": contacts.arrangement.value if contacts.arrangement else None,
        "confirmed_on": contacts.confirmed_on,
        "sides": [
            {
                "side": side.id,
                "numbers": list(side.numbers) if contacts.opened else None,
                "has_number": side.has_number,
                "covers": [one.value for one in side.covers],
                "gaps": [one.value for one in side.gaps],
                "checked_on": side.called_on,
                "outcome": side.outcome.value if side.outcome else None,
                "fails": side.fails,
            }
            for side in contacts.sides
        ],
        "named": [
            {"subcontract": one.subcontract, "post": one.post, "name": one.name, "numbers": list(one.numbers)}
            for one in contacts.named
        ],
        "guided_on": contacts.guided_on,
        "test_due_on": contacts.test_due_on,
        "test_reason": contacts.test_reason,
    }
