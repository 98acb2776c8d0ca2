"""What a message is about: the stored text of every topic, on which the idempotence of installed homes rests."""

from datetime import date

import pytest

from lifecycle.post.topic import Topic, TopicKind

STORED = {
    "digest": Topic(TopicKind.DIGEST),
    "digest-2": Topic(TopicKind.DIGEST, number=2),
    "gaps-99": Topic(TopicKind.GAPS, number=99),
    "urgent:S4-03:R6-0012/1:2024-05-01": Topic.urgent("S4-03", "R6-0012/1", date(2024, 5, 1)),
    "urgent:S4-03:R6-0012/1:None": Topic.urgent("S4-03", "R6-0012/1", None),
    "reopened:0123456789ab": Topic.reopened_by_event("0123456789abcdef"),
    "reopened:R6-0012:2024-05-01T09:00:00+09:00": Topic.reopened_by_rules("R6-0012", "2024-05-01T09:00:00+09:00"),
    "called_again:R6-0012/J1": Topic.called_again("R6-0012/J1", 1),
    "called_again-12:R6-0012/J1": Topic.called_again("R6-0012/J1", 12),
    "clock:R6-0012/J1:office-final_on-2025-01-14:eve": Topic.clock("R6-0012/J1", "office-final_on-2025-01-14", "eve"),
    "incident:R6-0012/J1:0123456789ab": Topic.incident("R6-0012/J1", "0123456789abcdef"),
    "override:R6-0012-E1": Topic.override("R6-0012-E1"),
    "cleared:0123456789ab": Topic.cleared("0123456789abcdef"),
    "declared:0123456789ab": Topic.declared("0123456789abcdef"),
    "reentered:0123456789ab": Topic.reentered("0123456789abcdef"),
    "storm:2024-05-01T09:00:00+09:00": Topic.storm("2024-05-01T09:00:00+09:00"),
    "released:2024-05-02T09:00:00+09:00": Topic.released("2024-05-02T09:00:00+09:00"),
    "quiet:Q1:over": Topic.quiet("Q1", "over"),
    "asked": Topic(TopicKind.ASKED),
    "waiting": Topic(TopicKind.WAITING),
    "answered:R6-0012-E1:0123456789ab": Topic.answered("R6-0012-E1", "0123456789abcdef"),
    "template:digest.txt": Topic.template("digest.txt"),
    "undelivered:0190": Topic.undelivered("0190"),
    "outage:2024-04-22": Topic.outage(date(2024, 4, 22)),
    "outage_over:2024-04-22": Topic.outage_over("2024-04-22"),
    "heartbeat": Topic(TopicKind.HEARTBEAT),
    "circular:7kou100:2025-03-03": Topic.circular("7kou100", "2025-03-03"),
    "office_dues": Topic(TopicKind.OFFICE_DUES),
    "monthly:2024-05": Topic.monthly(date(2024, 5, 31)),
    "seal": Topic(TopicKind.SEAL),
    "broken_journal:0123456789ab": Topic.broken_journal("0123456789ab"),
}


@pytest.mark.parametrize(("text", "topic"), STORED.items())
def test_a_topic_is_stored_as_it_always_was_and_read_back(text: str, topic: Topic) -> None:
    """The text is the key by which a message is known to have been queued: it never changes."""
    assert str(topic) == text
    assert Topic.parse(text) == topic


def test_every_kind_of_topic_has_a_stored_text_held_here() -> None:
    """A new kind brings its text with it."""
    assert {topic.kind for topic in STORED.values()} == set(TopicKind)


@pytest.mark.parametrize("text", ["", "topic-1", "digest-x", "Digest"])
def test_what_is_no_topic_is_no_topic(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match=r"not a valid TopicKind|invalid literal"):
        Topic.parse(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("urgent:AL-10:R6-0012:2024-05-01", True),
        ("urgent:S4-03:R6-0012/1:2024-05-01", True),
        ("override:R6-0012-E1", True),
        ("override:R6-00120-E1", False),
        ("urgent:S4-03:R6-00012/1:2024-05-01", False),
        ("digest", False),
    ],
)
def test_a_topic_names_its_contract_and_no_other(text: str, *, names: bool) -> None:
    """One number may begin another."""
    assert Topic.parse(text).names("R6-0012") is names
