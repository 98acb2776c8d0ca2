"""The history in words, of acts: what somebody approved, confirmed or sent back of a record."""

from lifecycle.records.events.acts import ActWithdrawn, OfAct, RecordSentBack
from states.columns import columns_of
from states.evidence import KINDS


def act_told(body: OfAct) -> str:
    """An act in one sentence; who did it, by which post, stands in the event."""
    kind = KINDS.get(body.document)
    of = f"再委託{body.subcontract}" if body.subcontract else ""
    record = "の".join(part for part in (of, kind.label if kind else "") if part)
    done = f"{record}の{body.act.label}の操作を"
    return f"{done}取り消した。理由: {body.reason}" if isinstance(body, ActWithdrawn) else f"{done}した"


def sent_back_told(body: RecordSentBack) -> str:
    """What was sent back, before which act, with the remarks."""
    labels = {column.name: column.label for column in columns_of(body.document)}
    kind = KINDS.get(body.document)
    of = f"再委託{body.subcontract}" if body.subcontract else ""
    record = "の".join(part for part in (of, kind.label if kind else "") if part)
    remarks = "、".join(
        f"{labels.get(one.item, one.item)}: {one.words}" if one.item else one.words for one in body.remarks
    )
    return f"{record}を差し戻した({body.act.label}の前)。{remarks}"
