"""The tables as Core clauses, for every query: written by `lifecycle.records.mirror` from the models."""

from sqlalchemy import Boolean, Date, Integer, LargeBinary, String, Text, column, table

alert = table(
    "alert",
    column("id", String),
    column("contract", String),
    column("subject", String),
    column("code", String),
    column("division", String),
    column("due_on", Date),
    column("opened_on", Date),
    column("begins_on", Date),
    column("urgent", Boolean),
    column("step", String),
    column("told_on", Date),
    column("repeats", Integer),
    column("acknowledged_on", Date),
    column("planned_on", Date),
    column("paused_until", Date),
    column("snoozes", Integer),
    column("snoozed_until", Date),
    column("resolved_on", Date),
)
alert_step = table(
    "alert_step",
    column("alert", String),
    column("step", String),
    column("repeat", Integer),
    column("told_on", Date),
    column("told_to", String),
)
assessment = table(
    "assessment",
    column("contract", String),
    column("stage", String),
    column("standing", String),
    column("assessed_on", Date),
    column("next_look_on", Date),
)
attempt = table(
    "attempt",
    column("message", String),
    column("number", Integer),
    column("at", String),
    column("status", String),
    column("detail", String),
)
contract = table(
    "contract",
    column("id", String),
    column("division", String),
    column("title", String),
    column("stage", String),
    column("stage_declared", Boolean),
    column("removed", Boolean),
    column("version", Integer),
)
division = table(
    "division",
    column("name", String),
    column("fields", LargeBinary),
)
flag = table(
    "flag",
    column("name", String),
    column("value", String),
)
head = table(
    "head",
    column("subject", String),
    column("number", Integer),
    column("hash", String),
)
job_claim = table(
    "job_claim",
    column("job", String),
    column("period", String),
    column("run", Integer),
    column("state", String),
    column("started_at", String),
    column("settled_at", String),
    column("detail", String),
)
journal = table(
    "journal",
    column("id", Integer),
    column("subject", String),
    column("number", Integer),
    column("kind", String),
    column("occurred_on", Date),
    column("recorded_at", String),
    column("actor", String),
    column("os_user", String),
    column("role", String),
    column("database_role", String),
    column("payload", LargeBinary),
    column("previous", String),
    column("hash", String),
)
obligation = table(
    "obligation",
    column("subject", String),
    column("code", String),
    column("contract", String),
    column("status", String),
    column("gate", String),
    column("due_on", Date),
    column("responsible", String),
    column("reason", String),
    column("remedy", String),
    column("next_alert_on", Date),
)
outbox = table(
    "outbox",
    column("id", String),
    column("period", Date),
    column("division", String),
    column("post", String),
    column("topic", String),
    column("channel", String),
    column("urgent", Boolean),
    column("subject", String),
    column("body", Text),
    column("card", Text),
    column("status", String),
    column("attempts", Integer),
    column("next_try_at", String),
    column("queued_at", String),
    column("settled_at", String),
    column("detail", String),
    column("fallback", String),
)
override = table(
    "override",
    column("id", String),
    column("contract", String),
    column("subject", String),
    column("codes", String),
    column("category", String),
    column("reason", String),
    column("document_no", String),
    column("expires_on", Date),
    column("status", String),
    column("requested_by", String),
    column("requested_on", Date),
    column("decided_by", String),
    column("decided_on", Date),
    column("decided_at", String),
    column("revoked_on", Date),
    column("revoked_at", String),
)
person = table(
    "person",
    column("id", String),
    column("subject", String),
    column("value", String),
    column("salt", String),
)
record = table(
    "record",
    column("contract", String),
    column("number", Integer),
    column("kind", String),
    column("subcontract", String),
    column("key", String),
    column("dated_on", Date),
    column("latest_on", Date),
    column("recorded_at", String),
    column("superseded_at", String),
    column("via", String),
    column("fields", LargeBinary),
    column("files", Text),
)
stage_change = table(
    "stage_change",
    column("contract", String),
    column("number", Integer),
    column("stage", String),
    column("occurred_on", Date),
    column("recorded_at", String),
    column("declared", Boolean),
)
