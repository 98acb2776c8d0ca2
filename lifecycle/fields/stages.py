"""A stage and a standing as people name them: by id or Japanese name."""

from config.vocabulary import Stage, Standing
from lifecycle.fields.terms import term_named


def parse_stage(text: str) -> Stage:
    """The stage that has this id or Japanese name. Raises UsageError."""
    return term_named(text, Stage, "段階", "stage_unknown", "to")


def parse_standing(text: str) -> Standing:
    """The standing that has this id or Japanese name. Raises UsageError."""
    return term_named(text, Standing, "状態", "standing_unknown", "standing")
