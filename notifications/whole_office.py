"""How the whole office of a reader stands, in words that every mail and page shares."""

from notifications.alert import Digest

NEEDS_CORRECTION = "既に通った関門の義務が足りないか、期限を過ぎた義務がある契約"
STALLED = "期限の後に知らせて、まだ解消していない契約"
"""The words for what 要是正 and 停滞 of an office count, on every surface that shows the two numbers."""
ENDED_AMISS = "完了・解除などで終わった契約"
"""The words for those of the contracts in need of correction of which nobody is reminded any more."""


def whole_office(digest: Digest) -> str:
    """The two numbers of the reader's whole office; what ended with something lacking on record is told apart."""
    ended = f"。うち{digest.ended_amiss}件は{ENDED_AMISS}" if digest.ended_amiss else ""
    amiss = f"要是正 {digest.needs_correction}件({NEEDS_CORRECTION}{ended})"
    return f"{amiss}、停滞 {digest.stalled}件({STALLED})"
