"""What needs two persons is carried out once another person has confirmed exactly what was shown."""

from collections.abc import Mapping, Sequence

import pytest
from installation import ADMIN, CHIEF, HEAD, ID, OFFICE, OFFICER, OTHER_HEAD, Installation, a_contract

from config.errors import ConflictError, NotFoundError, RoleError, UsageError
from lifecycle.acts import Act
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.matters import MATTERS, confirm, decline, every_matter, one_matter
from lifecycle.usecases.repair import rebuild
from lifecycle.usecases.second_person import Matter, Proposed, propose
from lifecycle.usecases.work import Work, working


def _lines(work: Work, asked: Proposed) -> Sequence[str]:
    return (f"{asked.about} の件数 {work.contract(asked.about).sheet.record_count}",)


def _carry_out(work: Work, asked: Proposed) -> None:
    work.contract(asked.about)
    DONE.append(asked.about)


DONE: list[str] = []
COUNTED = Matter("counted", "件数の確認", Act.DECIDE_SUBCONTRACT, _lines, _carry_out)
KNOWN: Mapping[str, Matter] = {COUNTED.id: COUNTED}


@pytest.fixture
def asked(installation: Installation) -> Proposed:
    """A matter that an officer proposed of a contract."""
    DONE.clear()
    a_contract(installation.app())
    with working(installation.app()) as work:
        return propose(work, COUNTED, ID, {}, OFFICE)


def test_another_person_confirms_what_was_shown(installation: Installation, asked: Proposed) -> None:
    """It is carried out once, is on record, and the journal replays it."""
    seen = one_matter(installation.app(HEAD), asked.id, matters=KNOWN)
    assert (seen.label, seen.lines, seen.changed) == ("件数の確認", (f"{ID} の件数 500",), False)
    confirm(installation.app(HEAD), asked.id, seen.shown, matters=KNOWN)
    assert DONE == [ID]
    assert [one.proposed.status for one in every_matter(installation.app(HEAD), matters=KNOWN)] == ["confirmed"]
    assert [row.kind for row in installation.rows("SELECT kind FROM journal WHERE subject = 'matter:M1'")] == [
        "matter_proposed",
        "alert_opened",
        "matter_confirmed",
        "alert_resolved",
    ]
    assert verify(installation.app(ADMIN)).faults == []
    rebuild(installation.app(ADMIN))
    assert verify(installation.app(ADMIN)).faults == []
    with pytest.raises(UsageError, match="既に確認され"):
        confirm(installation.app(HEAD), asked.id, seen.shown, matters=KNOWN)


@pytest.mark.parametrize("actor", [OFFICER, CHIEF, OTHER_HEAD, ADMIN])
def test_nobody_else_confirms(installation: Installation, asked: Proposed, actor: str) -> None:
    """Neither who proposed it, nor a post that may not, nor another office's head."""
    seen = one_matter(installation.app(HEAD), asked.id, matters=KNOWN)
    with pytest.raises(RoleError):
        confirm(installation.app(actor), asked.id, seen.shown, matters=KNOWN)
    assert DONE == []


def test_a_head_does_not_confirm_what_he_proposed(installation: Installation, asked: Proposed) -> None:
    """Though his post may confirm it."""
    with working(installation.app(HEAD)) as work:
        own = propose(work, COUNTED, ID, {}, OFFICE)
    with pytest.raises(RoleError, match="申し出た人"):
        confirm(installation.app(HEAD), own.id, own.shown, matters=KNOWN)
    assert own.id != asked.id


def test_what_changed_since_is_not_confirmed(installation: Installation, asked: Proposed) -> None:
    """Neither with the hash of then nor with that of now."""
    amend(installation.app(), ID, {"record_count": "5000"}, "誤記のため")
    seen = one_matter(installation.app(HEAD), asked.id, matters=KNOWN)
    assert seen.changed
    for shown in (asked.shown, seen.shown):
        with pytest.raises(ConflictError, match="内容が変わりました"):
            confirm(installation.app(HEAD), asked.id, shown, matters=KNOWN)
    assert DONE == []


def test_it_is_withdrawn_or_declined_with_a_reason(installation: Installation, asked: Proposed) -> None:
    """By who proposed it or one who might confirm it; then it is settled."""
    with pytest.raises(UsageError, match="理由"):
        decline(installation.app(), asked.id, " ", matters=KNOWN)
    with pytest.raises(RoleError):
        decline(installation.app(CHIEF), asked.id, "日を誤ったため", matters=KNOWN)
    assert decline(installation.app(), asked.id, "日を誤ったため", matters=KNOWN).proposed.status == "declined"
    with pytest.raises(UsageError, match="見送られて"):
        confirm(installation.app(HEAD), asked.id, asked.shown, matters=KNOWN)
    with pytest.raises(NotFoundError):
        one_matter(installation.app(HEAD), "M9", matters=KNOWN)


def test_every_matter_stands_under_its_own_id() -> None:
    """The register names each matter by the id that the journal keeps."""
    assert [key for key, matter in MATTERS.items() if key != matter.id] == []
