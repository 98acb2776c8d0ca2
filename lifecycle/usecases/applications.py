"""Applications for a subcontract that came back as a form: recorded as applied for, the paper kept beside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from config.errors import ConflictError
from lifecycle.app import App
from lifecycle.usecases import subcontracts
from lifecycle.usecases.documents import Recorder
from lifecycle.usecases.evidence import Attached, attach
from lifecycle.usecases.filled import APPLICATION, FilledIn, read_filled, texts_in, whose
from lifecycle.usecases.subcontracts import SubcontractSeen
from lifecycle.usecases.work import looking
from states.columns import SUBCONTRACT, columns_of

FILED_AS = "other"
"""The kind under which the paper of an application is kept."""
STANDS = "同じ日付の{whose}が既に記録されています。訂正であれば、日付を確かめて証拠の記録から行ってください"


@dataclass(frozen=True, slots=True)
class AppliedFor:
    """An application that was recorded: how its subcontract stands, and its paper (none in a rehearsal)."""

    seen: SubcontractSeen
    paper: Attached | None

    @property
    def no(self) -> str:
        """The number of the subcontract."""
        return self.seen.subcontract.no


def apply_from(
    app: App, path: Path, id_: str, no: str = "", given: Mapping[str, str] | None = None, under: str = ""
) -> AppliedFor:
    """Record the application in a form, as `take_application`; what is given goes before what the form says.

    Raises InputRejectedError with every fault of the form, UsageError, NotFoundError, RoleError, ConflictError.
    """
    return take_application(app, read_filled(app, path, id_, SUBCONTRACT, no), id_, no, app.today(), given, under)


def take_application(
    app: App,
    read: FilledIn,
    id_: str,
    no: str,
    received: date,
    given: Mapping[str, str] | None = None,
    under: str = "",
    *,
    dry_run: bool = False,
) -> AppliedFor:
    """Record an application and keep its paper: under the next number, or of the subcontract that it names.

    `under` is the subcontract of which it is one.

    What is on record of that subcontract is not corrected. Raises UsageError, NotFoundError, RoleError, ConflictError.
    """
    texts = {**texts_in(read, SUBCONTRACT), **(given or {})}
    day = str(read.fields.get("applied_on") or received.isoformat())
    if no:
        _must_agree(app, id_, no, read.fields, day)
        seen = subcontracts.record(app, id_, no, texts, dry_run=dry_run)
    else:
        seen = subcontracts.apply(app, id_, texts, under, dry_run=dry_run)
    if dry_run:
        return AppliedFor(seen, None)
    paper = replace(read, fields={"dated_on": day, "title": APPLICATION})
    return AppliedFor(seen, attach(app, id_, FILED_AS, {}, (), seen.subcontract.no, filled=paper))


def _must_agree(app: App, id_: str, no: str, fields: Mapping[str, Any], day: str) -> None:
    """Raises ConflictError where an application says otherwise than the record, or a paper of its date is kept."""
    with looking(app) as work:
        recorder = Recorder(work, [id_])
        stands, kept = recorder.current(id_, (SUBCONTRACT, no, "")), recorder.has(id_, (FILED_AS, no, day))
    labels = {column.name: column.label for column in columns_of(SUBCONTRACT)}
    other = [
        labels[name]
        for name, value in fields.items()
        if name in labels and stands.get(name) not in (None, value) and not isinstance(stands[name], dict)
    ]
    if other:
        told = f"記録されている内容と違います({'、'.join(other)})。どちらが正しいかを確かめて登録してください"
        raise ConflictError(told)
    if kept:
        raise ConflictError(STANDS.format(whose=whose(FILED_AS, id_, no)))
