"""The tree over the events' hashes, against the definition of RFC 6962 written out."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from lifecycle.records.merkle import Merkle


def root(leaves: list[str]) -> bytes:
    """MTH of RFC 6962 2.1, by its own words: the left part is the largest power of two smaller than the whole."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0].encode()).digest()
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return hashlib.sha256(b"\x01" + root(leaves[:left]) + root(leaves[left:])).digest()


def grown(leaves: list[str]) -> str:
    """The root of a tree that grew leaf by leaf."""
    tree = Merkle()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


@given(st.lists(st.text("0123456789abcdef", min_size=1, max_size=4), max_size=70))
def test_a_tree_that_grew_has_the_root_of_the_definition(leaves: list[str]) -> None:
    """However many leaves: the peaks are put together as the definition divides."""
    assert grown(leaves) == root(leaves).hex()


def test_a_node_is_never_a_leaf() -> None:
    """Leaves and nodes are hashed apart (RFC 6962 2.1): two leaves can't be passed off as one."""
    pair = hashlib.sha256(b"\x00a").digest() + hashlib.sha256(b"\x00b").digest()
    assert hashlib.sha256(b"\x00" + pair).hexdigest() != grown(["a", "b"]) != grown(["ab"])


@given(st.permutations(["a1", "b2", "c3", "d4", "e5"]))
def test_the_order_of_the_leaves_counts(leaves: list[str]) -> None:
    """Events that changed places are another journal."""
    assert (grown(leaves) == grown(["a1", "b2", "c3", "d4", "e5"])) == (leaves == ["a1", "b2", "c3", "d4", "e5"])
