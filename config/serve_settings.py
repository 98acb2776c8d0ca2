"""The settings of the schedule's own process: how much of its log is kept, and when a message waits too long."""

from pydantic import BaseModel, ConfigDict, Field


class Serve(BaseModel):
    """The log of `lifecycle-flows serve` (megabytes to a file, files kept beside it), and what `status` complains of.

    `mail_waits_minutes`: how long the oldest message may wait before a monitor is told.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    log_megabytes: int = Field(default=5, ge=1, le=1024)
    log_files: int = Field(default=9, ge=1, le=99)
    mail_waits_minutes: int = Field(default=60, ge=5, le=10080)
