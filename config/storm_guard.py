"""When messages are held back as more than anybody reads (`[storm]` of `escalation.toml`)."""

from typing import Annotated

from pydantic import Field

from config.citations import Strict


class StormGuard(Strict):
    """When messages are held back as more than anybody reads, and for how many business days.

    In one run: more than `most_per_recipient` to one post by one channel, or in all more than `times_the_mean` times
    the mean of a day in the last `mean_of_days`. What a day was to bring is never counted: what time brings of facts
    that were known, and what follows from facts recorded in the last `recorded_days` (calendar days).
    """

    most_per_recipient: Annotated[int, Field(ge=1)] = 3
    times_the_mean: Annotated[int, Field(ge=1)] = 5
    mean_of_days: Annotated[int, Field(ge=1)] = 30
    recorded_days: Annotated[int, Field(ge=0)] = 7
    hold_business_days: Annotated[int, Field(ge=1)] = 1
