"""What a person was shown before an act: the act is bound to it by a hash, so that nobody confirms something else."""

import hashlib
from collections.abc import Sequence

from config.errors import ConflictError

_LENGTH = 12


def digest_of(lines: Sequence[str]) -> str:
    """The short hash of the lines shown, as a person may type it (48 bits)."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_LENGTH]


def must_be_as_shown(given: str, lines: Sequence[str]) -> None:
    """Raises ConflictError where what stands now is not what the person was shown."""
    if given != digest_of(lines):
        raise ConflictError("内容が変わりました。今の内容を確かめて、もう一度実行してください。")
