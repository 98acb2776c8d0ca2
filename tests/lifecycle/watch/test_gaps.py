"""A gap is told whoever it is: a post of an office, a desk, the channel that all share."""

import pytest
from installation import ADMIN, OFFICE, Installation

from config.vocabulary import Role
from lifecycle.post.recipients import SHARED, Recipient
from lifecycle.usecases.work import working
from lifecycle.watch.gaps import settle_gaps


@pytest.mark.parametrize(
    "to", [SHARED, Recipient(OFFICE, Role.DIVISION_HEAD.value), Recipient("監査委員事務局", Role.AUDIT_OFFICE.value)]
)
def test_who_cannot_be_reached_is_named_to_the_owner_and_again_after_a_month(
    installation: Installation, to: Recipient
) -> None:
    """Once when it is found, nothing more that day, once more a month later."""
    queued = []
    for day in ("2024-06-03", "2024-06-03", "2024-07-04"):
        with working(installation.app(ADMIN, day)) as work:
            queued.append(settle_gaps(work, [to], work.today))
    assert queued in ([1, 0, 1], [1, 0, 0])
    bodies = [row.body for row in installation.rows("SELECT body FROM outbox")]
    assert all(to.label in body for body in bodies)
    assert bodies
