"""A small installation in which everything that verify looks at has happened."""

from installation import ADMIN, FOR_PERFORMING, ID, REASON, Installation, a_contract, hand_in

from config.vocabulary import OverrideCategory
from lifecycle.usecases.audit import verify
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, request
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel


def fill(installation: Installation) -> None:
    """Everything that verify looks at happens."""
    app = installation.app()
    a_contract(app)
    file = installation.home / "議事録.txt"
    file.write_text("説明の記録", encoding="utf-8")
    hand_in(app, *FOR_PERFORMING)
    attach(app, ID, "other", {"dated_on": "2024-05-01", "title": "議事録"}, [file])
    advance(app, ID, None)
    advance(app, ID, None)
    a_contract(app, "R6-0009", performance_start_on="2024-04-01")
    asked = Request("R6-0009", ("S2-04",), OverrideCategory.EMERGENCY, REASON, "広第99号")
    request(app, asked)
    sweep(installation.app(ADMIN))
    deliver(installation.app(ADMIN), RecordingChannel())
    a_contract(app, "R6-0008", performance_start_on="2024-04-01")
    sweep(installation.app(ADMIN))
    assert verify(app).faults == []
    installation.engine.dispose()
