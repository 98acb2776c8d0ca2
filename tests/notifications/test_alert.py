"""Promises about what an alert may hold."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime

import pytest

from notifications.alert import Digest, DigestItem, Message

ALLOWED_OF_AN_ITEM = (
    "contract subject title stage_label code label reason source strength_label due_on overdue_business_days"
    " remedy command division step tag repeat act_by escalates_on escalates_to planned_on copied remark"
    " height is_ahead names_last_day is_last weight to_record due_note responsible ended"
)
ALLOWED_OF_A_DIGEST = (
    "kind division recipient_post items resolved as_of full_items fictional tag next_step next_look_on"
    " needs_correction stalled ended_amiss screen_lines listed_items"
)


def test_an_alert_has_room_for_no_person() -> None:
    """The allowed fields are a closed list; whoever adds one has to say so here."""
    assert [f.name for f in fields(DigestItem)] == ALLOWED_OF_AN_ITEM.split()
    assert [f.name for f in fields(Digest)] == ALLOWED_OF_A_DIGEST.split()


def test_the_longest_overdue_contract_comes_first(
    digest: Callable[..., Digest], item: Callable[..., DigestItem]
) -> None:
    """Worst first, and a contract's duties stay together even where another contract lies between them."""
    found = digest(
        items=(
            item(contract="R6-0003", overdue_business_days=5),
            item(contract="R6-0001", overdue_business_days=1),
            item(contract="R6-0002", overdue_business_days=40),
            item(contract="R6-0001", overdue_business_days=90, code="S2-04"),
        )
    ).contracts()
    assert [[i.contract for i in group] for group in found] == [["R6-0001", "R6-0001"], ["R6-0002"], ["R6-0003"]]
    assert [i.code for i in found[0]] == ["S2-04", "S3-01"]


def test_weight_comes_before_days_and_what_is_amiss_before_what_is_due_soon(
    digest: Callable[..., Digest], item: Callable[..., DigestItem]
) -> None:
    """A contract whose form is old for a year stands after one that was never visited; what only nears its day last."""
    found = digest(
        items=(
            item(contract="R6-0001", weight=7, overdue_business_days=300),
            item(contract="R6-0002", weight=1, overdue_business_days=0, is_ahead=True),
            item(contract="R6-0003", weight=2, overdue_business_days=4),
            item(contract="R6-0004", weight=2, overdue_business_days=9, height=1),
        )
    ).contracts()
    assert [group[0].contract for group in found] == ["R6-0004", "R6-0003", "R6-0001", "R6-0002"]


def test_a_digest_says_something_and_is_what_it_calls_itself(
    digest: Callable[..., Digest], item: Callable[..., DigestItem]
) -> None:
    """Neither an empty reminder nor a 解消 that hides what is still missing."""
    for wrong in ({"items": ()}, {"kind": "resolved"}, {"kind": "resolved", "items": ()}, {"full_items": 0}):
        with pytest.raises(ValueError, match=r"(不足|解消|件数)"):
            digest(**wrong)
    assert digest(kind="resolved", items=(), resolved=(item(),)).resolved_contracts() == ("R6-0012",)


def test_a_message_knows_its_instant(message: Message) -> None:
    """A naive time is refused: the Date header would lie."""
    with pytest.raises(ValueError, match="タイムゾーン"):
        replace(message, sent_on=datetime(2024, 11, 26, 8, 30))  # noqa: DTZ001
    with pytest.raises(ValueError, match="空"):
        replace(message, subject=" ")
