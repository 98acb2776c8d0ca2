"""What a walk notes down is given back as dictionaries in memory would have held it."""

from contextlib import closing

import pytest

from lifecycle.records import walk_notes
from lifecycle.records.walk_notes import NotedProof, WalkNotes


def test_heads_are_those_of_the_last_move_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be they still remembered or put down already; a value of the wrong type stays what it is."""
    monkeypatch.setattr(walk_notes, "_RECENT", 3)
    with closing(WalkNotes()) as notes:
        for turn in range(3):
            for at in range(7):
                assert notes.head(f"R6-{at}") == ((turn, f"h{turn - 1}") if turn else None)
                notes.move_head(f"R6-{at}", turn + 1, f"h{turn}")
        notes.move_head("R6-3", 9, b"\0")
        heads = list(notes.heads())
        assert heads == [(f"R6-{at}", 9 if at == 3 else 3, b"\0" if at == 3 else "h2") for at in range(7)]
        assert notes.head("R6-3") == (9, b"\0")


def test_the_chain_of_a_person_counts_before_a_matter() -> None:
    """A reference that only a matter names has no subject; the first chain that names it gives it one, for good."""
    with closing(WalkNotes()) as notes:
        notes.proofs_given([("b", None, "1"), ("a", "R6-1", "2"), ("b", None, "3")])
        assert list(notes.proofs()) == [NotedProof("a", "R6-1", "2", erased=False), NotedProof("b", None, "1", False)]
        notes.proofs_given([("b", "R6-2", "4"), ("b", "R6-3", "5"), ("a", None, "6")])
        notes.erased(("a", "x", "a"))
        assert list(notes.proofs()) == [
            NotedProof("a", "R6-1", "2", erased=True),
            NotedProof("b", "R6-2", "4", erased=False),
        ]


def test_of_messages_what_was_taken_back_and_what_nobody_asked_for() -> None:
    """One whose end was taken back was queued still; one that was only held stands for nothing that is missing."""
    with closing(WalkNotes()) as notes:
        notes.of_message("b", "queued", b"1")
        notes.of_message("b", "settled", b"2")
        notes.of_message("b", "settled", None)
        notes.of_message("a", "settled", b"3")
        notes.of_message("c", "held", value=True)
        seen = notes.message("b")
        assert (seen.queued, seen.settled, seen.held, seen.emptied) == (b"1", None, False, False)
        assert list(notes.messages_unseen()) == ["a"]
        assert notes.message("nobody's").queued is None


def test_files_and_judgements_come_in_their_order() -> None:
    """An original belongs to the first that recorded it; a digest stands where it first came."""
    with closing(WalkNotes()) as notes:
        for sha256, subject in (("f", "R6-2"), ("e", "R6-1"), ("f", "R6-1")):
            notes.file(sha256, subject)
        assert (list(notes.files()), notes.file_count()) == ([("f", "R6-2"), ("e", "R6-1")], 2)
        for digest, event in (("z", "1"), ("a", "2"), ("z", "3")):
            notes.judged(digest, event)
        assert [(digest, list(notes.judged_by(digest))) for digest in notes.digests()] == [
            ("z", ["1", "3"]),
            ("a", ["2"]),
        ]
