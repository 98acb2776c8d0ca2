"""`rules check`: a draft of rule data is looked through before anybody is bound by it. Needs no installation."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import Exit, RuleDataError
from lifecycle.cli import believed
from lifecycle.cli.output import DEFAULTS, Common, leave, show_json, wareki
from notifications.plain import wrap

if TYPE_CHECKING:
    from lifecycle.usecases.rule_drafts import DraftChecked

DraftName = Annotated[str, Parameter(help="案のフォルダー。HOME/rules の案は名前だけでよい")]
_SHOWN = 12


def check(draft: DraftName, *, common: Common = DEFAULTS) -> None:
    """案(規程データと同じ形のフォルダー)の誤りを全て示す。誤りがなければ、いつから何が変わるか。何も記録しない。"""
    checked = checked_draft(draft)
    if common.json:
        show_json(_document(checked))
        if checked.faults:
            leave(Exit.SETUP)
        return
    if checked.faults:
        raise RuleDataError(list(checked.faults))
    print("\n".join(told_lines(checked)))
    print(f"次にすること: lifecycle rules impact {draft} で影響を確かめ、lifecycle rules publish {draft} --confirm")


def checked_draft(draft: str) -> "DraftChecked":
    """A draft as it was looked through over the rule data of the home, or without a home over what ships."""
    from config.calendar import BusinessCalendar, load_closed_days
    from lifecycle.app import home_folder
    from lifecycle.records.own_rules import pack_of
    from lifecycle.usecases.rule_drafts import check_draft, draft_folder

    believed.book()
    home, folder = home_folder(), folder_of(draft)
    calendar = BusinessCalendar(load_closed_days(pack_of(home) / "closed_days.toml"))
    return check_draft(draft_folder(home, draft), folder.name, believed.clock().today(), calendar)


def folder_of(draft: str) -> Path:
    """The folder of a draft that was named: that folder, else the one of that name in the home."""
    from lifecycle.app import home_folder
    from lifecycle.usecases.rule_drafts import draft_folder

    return draft_folder(home_folder(), draft).resolve()


def told_lines(checked: "DraftChecked") -> Iterator[str]:
    """The lines of a sound draft: since when it says something new, what, and what is to be looked at."""
    first = "、".join(map(wareki, checked.days)) or "なし(公布したときから効く)"
    yield f"案「{checked.name}」に誤りはありません(符号 {checked.digest[:_SHOWN]})"
    yield f"  変わる日 {first}"
    edits = checked.laid.edits if checked.laid else ()
    yield from ("", f"案が改めるところ {len(edits)}件")
    for edit in edits:
        yield wrap(f"{edit.noun} {edit.id}({'、'.join(edit.fields) or '新設'})", "  ・", "    ")
    for remark in checked.remarks:
        yield wrap(remark, "  ▲ ", "    ")


def _document(checked: "DraftChecked") -> dict[str, Any]:
    return {
        "draft": checked.name,
        "digest": checked.digest,
        "days": checked.days,
        "first_on": checked.first_on,
        "faults": [asdict(fault) for fault in checked.faults],
        "remarks": list(checked.remarks),
        "edits": [asdict(edit) for edit in checked.laid.edits] if checked.laid else [],
        "files": sorted(checked.files),
    }
