"""A Merkle tree over the hashes of events in their order (RFC 6962): leaves and nodes are hashed apart from each other.

Leaf: SHA-256 of 0x00 and the event's hash as it is stored; node: SHA-256 of 0x01 and its two parts. A part holds the
largest power of two of leaves that leaves one for the other.
"""

import hashlib

_LEAF, _NODE = b"\x00", b"\x01"


class Merkle:
    """A tree that grows at its end; it keeps one hash for each power of two, so a journal of any length is streamed."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []
        self.leaves = 0

    def add(self, hash_: str) -> None:
        """Add the hash of the next event."""
        size, top = 1, hashlib.sha256(_LEAF + hash_.encode()).digest()
        while self._peaks and self._peaks[-1][0] == size:
            top = _node(self._peaks.pop()[1], top)
            size *= 2
        self._peaks.append((size, top))
        self.leaves += 1

    def root(self) -> str:
        """The root over all leaves so far, in hexadecimal; that of no leaf is the hash of nothing."""
        if not self._peaks:
            return hashlib.sha256().hexdigest()
        top = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            top = _node(left, top)
        return top.hex()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
