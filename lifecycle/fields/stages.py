"""A stage as people name it: by its id or its Japanese name."""

from config.errors import RequestFault, UsageError
from config.vocabulary import Stage


def parse_stage(text: str) -> Stage:
    """The stage that has this id or Japanese name. Raises UsageError."""
    for stage in Stage:
        if text in (stage.value, stage.label):
            return stage
    names = "、".join(f"{s.value}({s.label})" for s in Stage)
    raise UsageError(RequestFault("stage_unknown", f"段階「{text}」はありません。次のいずれかです: {names}", "to"))
