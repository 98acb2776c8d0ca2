"""The history in words, of desks and offices: what a desk recorded, a cut-over day, a circular and its answers."""

from config.place import said_here
from config.wareki import format_date
from lifecycle.records.events.circulars import CircularAnswered, CircularPublished, CircularWithdrawn, OfCircular
from lifecycle.records.events.installation import CutOverSet, DeskEvidenceRecorded, HomeRestored
from lifecycle.records.free_text import worded
from states.evidence import OFFICE_KINDS


def office_told(body: DeskEvidenceRecorded | CutOverSet | OfCircular | HomeRestored) -> str:
    """What was recorded of a desk or of an office, in one sentence."""
    match body:
        case DeskEvidenceRecorded(document=document, dated_on=day):
            return f"{OFFICE_KINDS[document].label}({format_date(day)})を記録した"
        case CutOverSet(starts_on=day, migrated=migrated):
            return f"切替日を{format_date(day)}とした{'(移行の日)' if migrated else ''}"
        case HomeRestored(events=events):
            return f"控えから復元した(出来事 {events}件までの控え)"
        case CircularPublished(number=number, addressees=addressees):
            return f"{number}を{len(addressees)}所属に発出した"
        case CircularAnswered(division=division, label=label, done_on=day, how=how):
            said = f"。方法: {worded(how)}" if how else ""
            return f"{division}が{label}({format_date(day)})を回答した{said}"
        case CircularWithdrawn(reason=reason):
            return f"通知を取りやめた。理由: {worded(reason)}"
        case _:
            return said_here(body.LABEL)
