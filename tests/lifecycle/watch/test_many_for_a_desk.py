"""Promises about a desk that is told of many contracts: the heaviest in full, the others by office on one line each."""

from datetime import date

import pytest
from installation import ADMIN, Installation
from message_samples import numbered

from lifecycle.post.contacts import Reach
from lifecycle.post.recipients import Recipient
from lifecycle.records.database import reading
from lifecycle.watch.telling import Letters
from notifications.render import render_digest

DAY = date(2024, 11, 26)


@pytest.mark.parametrize(
    ("post", "contracts", "in_full", "listed"),
    [
        ("oversight_office", 10, 10, 0),
        ("oversight_office", 40, 3, 37),
        ("officer", 40, 10, 30),
    ],
)
def test_a_desk_reads_a_list_where_an_officer_reads_what_lacks(
    installation: Installation, post: str, contracts: int, in_full: int, listed: int
) -> None:
    """Whoever asks offices for their plans needs to see which; whoever records needs what to record."""
    app, to = installation.app(ADMIN), Recipient("財産活用課", post)
    with reading(app.engine) as connection:
        letters = Letters(app, Reach(app, connection, DAY), DAY)
        letters.items[to] = {
            (item.subject, item.code): item
            for item in (numbered(n, division=f"モデル所属{n % 4}") for n in range(contracts))
        }
        body = render_digest(letters.digest(to, None, fictional=False)).body
    assert body.count("   不足 ") == in_full
    assert sum(line.startswith("・R6-01") for line in body.splitlines()) == listed
