"""Rule data beside the pack is published by two persons, binds from its first day, and is undone only before it."""

from datetime import date
from pathlib import Path

import pytest
from circulars import EDITION, FIRST_ON, SECOND, SOURCE, a_circular, confirmed, edition, published
from installation import (
    ADMIN,
    AUDITOR,
    BEFORE,
    FOR_PERFORMING,
    HEAD,
    ID,
    NOT_TO_BE_WARNED,
    OFFICER,
    OVERSIGHT,
    Installation,
    a_contract,
    hand_in,
    real,
)

from config.errors import ConflictError, NotFoundError, RoleError, RuleDataError, UsageError
from config.vocabulary import Role, Stage
from lifecycle.records.events.people import PostGiven
from lifecycle.records.folds.posts import PEOPLE
from lifecycle.usecases.audit import verify
from lifecycle.usecases.circulars import publish_circular
from lifecycle.usecases.installation import examine
from lifecycle.usecases.matters import confirm, every_matter, one_matter
from lifecycle.usecases.moves import advance
from lifecycle.usecases.repair import rebuild
from lifecycle.usecases.rule_publishing import propose_publication, propose_withdrawal, published_rules
from lifecycle.usecases.work import working
from lifecycle.views.circulars import seen_circular
from lifecycle.views.old_moves import judged_otherwise

MARCH, AFTER = "2025-03-03", "2025-04-02"


def known(home: Installation) -> set[str]:
    """The editions that the home's rule book knows."""
    return {one.id for one in home.app().book.editions}


def test_another_person_confirms_what_was_shown_and_it_is_part_of_the_book(
    any_installation: Installation, tmp_path: Path
) -> None:
    """The text that was shown, not what lies in the folder by then; the journal replays it."""
    installation = any_installation
    folder = a_circular(tmp_path / "7広100")
    asked = propose_publication(installation.app(OVERSIGHT, MARCH), folder, folder.name)
    (folder / "editions.toml").write_text("", encoding="utf-8")
    assert EDITION not in known(installation)
    seen = one_matter(installation.app(SECOND, MARCH), asked.id)
    assert [line for line in seen.lines if EDITION in line]
    assert "令和7年4月1日" in seen.lines[0]
    confirm(installation.app(SECOND, MARCH), asked.id, seen.shown)
    assert EDITION in known(installation)
    (one,) = published_rules(installation.app(AUDITOR, MARCH))
    assert (one.name, one.number, one.first_on, one.status) == ("7広100", 1, date(2025, 4, 1), "ahead")
    assert published_rules(installation.app(AUDITOR, FIRST_ON))[0].status == "in_force"
    assert verify(installation.app(ADMIN, MARCH)).faults == []
    rebuild(installation.app(ADMIN, MARCH))
    assert EDITION in known(installation)
    assert verify(installation.app(ADMIN, MARCH)).faults == []


@pytest.mark.parametrize("actor", [OFFICER, HEAD, ADMIN, AUDITOR])
def test_only_the_oversight_office_proposes_and_nobody_confirms_alone(
    installation: Installation, tmp_path: Path, actor: str
) -> None:
    """Neither an office nor 管理者; and not who proposed it."""
    folder = a_circular(tmp_path / "a")
    with pytest.raises(RoleError):
        propose_publication(installation.app(actor, MARCH), folder, "a")
    asked = propose_publication(installation.app(OVERSIGHT, MARCH), folder, "a")
    shown = one_matter(installation.app(OVERSIGHT, MARCH), asked.id).shown
    for who in (actor, OVERSIGHT):
        with pytest.raises(RoleError):
            confirm(installation.app(who, MARCH), asked.id, shown)
    assert published_rules(installation.app(OVERSIGHT, MARCH)) == []


def test_in_a_real_home_two_logins_of_the_oversight_office_publish(tmp_path: Path) -> None:
    """Neither 管理者, who made the home, nor the one login twice."""
    home = real(tmp_path / "home")
    with working(home.app(ADMIN, BEFORE)) as work:
        work.note(PEOPLE, PostGiven(person="seido2", role=Role.OVERSIGHT_OFFICE.value, begins_on=work.today))
    asked = propose_publication(home.app(OVERSIGHT, MARCH), a_circular(tmp_path / "a"), "a")
    shown = one_matter(home.app("seido2", MARCH), asked.id).shown
    for who in (ADMIN, OVERSIGHT):
        with pytest.raises(RoleError):
            confirm(home.app(who, MARCH), asked.id, shown)
    confirm(home.app("seido2", MARCH), asked.id, shown)
    assert EDITION in known(home)
    assert verify(home.app(ADMIN, MARCH)).faults == []


def test_a_draft_with_faults_is_not_even_proposed(installation: Installation, tmp_path: Path) -> None:
    """Every fault at once: a first day that is over, a citation of nothing."""
    folder = a_circular(tmp_path / "a", sources="", editions=edition("2025-02-01"))
    with pytest.raises(RuleDataError) as refusal:
        propose_publication(installation.app(OVERSIGHT, MARCH), folder, "a")
    told = str(refusal.value)
    assert "7kou100" in told
    assert "過ぎています" in told
    assert every_matter(installation.app(OVERSIGHT, MARCH)) == []


def test_what_became_faulty_meanwhile_is_not_confirmed(installation: Installation, tmp_path: Path) -> None:
    """Its first day is over by the time the second person looks: nothing is published in retrospect."""
    asked = propose_publication(installation.app(OVERSIGHT, MARCH), a_circular(tmp_path / "a"), "a")
    late = one_matter(installation.app(SECOND, AFTER), asked.id)
    assert late.changed
    for shown in (late.shown, asked.shown):
        with pytest.raises(ConflictError):
            confirm(installation.app(SECOND, AFTER), asked.id, shown)
    assert published_rules(installation.app(OVERSIGHT, AFTER)) == []


def test_it_is_withdrawn_by_two_persons_before_its_first_day(installation: Installation, tmp_path: Path) -> None:
    """Both stay on record; the name may be used again."""
    published(installation, a_circular(tmp_path / "a"))
    with pytest.raises(UsageError, match="理由"):
        propose_withdrawal(installation.app(OVERSIGHT, MARCH), "a", "-")
    asked = propose_withdrawal(installation.app(OVERSIGHT, MARCH), "a", "宛先に誤りがあるため")
    assert "理由: 宛先に誤りがあるため" in one_matter(installation.app(SECOND, MARCH), asked.id).lines
    assert EDITION in known(installation)
    confirmed(installation, asked)
    assert EDITION not in known(installation)
    (one,) = published_rules(installation.app(OVERSIGHT, MARCH))
    assert (one.status, one.withdrawn_on) == ("withdrawn", date(2025, 3, 3))
    with pytest.raises(NotFoundError):
        propose_withdrawal(installation.app(OVERSIGHT, MARCH), "a", "宛先に誤りがあるため")
    published(installation, tmp_path / "a")
    assert [one.number for one in published_rules(installation.app(OVERSIGHT, MARCH))] == [1, 2]
    assert verify(installation.app(ADMIN, MARCH)).faults == []


@pytest.mark.parametrize("now", [FIRST_ON, AFTER])
def test_from_its_first_day_on_it_stands(installation: Installation, tmp_path: Path, now: str) -> None:
    """Neither proposed then, nor confirmed where it was proposed before."""
    published(installation, a_circular(tmp_path / "a"))
    before = propose_withdrawal(installation.app(OVERSIGHT, MARCH), "a", "宛先に誤りがあるため")
    with pytest.raises(UsageError, match="効力"):
        propose_withdrawal(installation.app(OVERSIGHT, now), "a", "宛先に誤りがあるため")
    with pytest.raises(ConflictError):
        confirmed(installation, before, now)
    assert EDITION in known(installation)


def test_what_another_rests_on_is_not_withdrawn_from_under_it(installation: Installation, tmp_path: Path) -> None:
    """The later one cites the earlier's source."""
    published(installation, a_circular(tmp_path / "a"))
    later = a_circular(tmp_path / "b", sources="# none\n", editions=edition("2025-10-01", "R7.10.1"))
    published(installation, later)
    with pytest.raises(UsageError, match="成り立ちません"):
        propose_withdrawal(installation.app(OVERSIGHT, MARCH), "a", "宛先に誤りがあるため")


def test_a_name_is_used_once_and_plainly(installation: Installation, tmp_path: Path) -> None:
    """What stands under a name is not hidden by another of that name."""
    published(installation, a_circular(tmp_path / "a"))
    for name, why in (("a", "既に公布"), ("..", "名前"), ("x/y", "名前"), ("あ" * 41, "名前"), ("", "名前")):
        with pytest.raises(UsageError, match=why):
            propose_publication(installation.app(OVERSIGHT, MARCH), tmp_path / "a", name)


def test_who_opened_the_installation_before_judges_no_more_by_the_old_rules(
    installation: Installation, tmp_path: Path
) -> None:
    """The call is repeated, and then judged by what was published."""
    opened = installation.app(OFFICER, MARCH)
    published(installation, a_circular(tmp_path / "a"))
    with pytest.raises(ConflictError, match="公布"), working(opened):
        pass
    with working(installation.app(OFFICER, MARCH)):
        pass


def test_moves_under_published_rules_are_sound_and_judged_again_by_them(
    installation: Installation, tmp_path: Path
) -> None:
    """Their digest is that of the pack with what was published; a withdrawal later makes them no fault."""
    published(installation, a_circular(tmp_path / "a"))
    a_contract(installation.app(OFFICER, MARCH))
    hand_in(installation.app(OFFICER, MARCH), *FOR_PERFORMING, *NOT_TO_BE_WARNED)
    advance(installation.app(OFFICER, MARCH), ID, Stage.CONCLUDED)
    confirmed(installation, propose_withdrawal(installation.app(OVERSIGHT, MARCH), "a", "宛先に誤りがあるため"))
    checked = verify(installation.app(ADMIN, MARCH))
    assert (checked.faults, checked.under_unknown_rules) == ([], 0)
    assert judged_otherwise(installation.app(ADMIN, MARCH)) == []
    doctor = {check.name: check for check in examine(installation.app(ADMIN, MARCH))}
    assert doctor["規程データ"].fine


def test_rules_slipped_in_beside_the_journal_are_found(installation: Installation, tmp_path: Path) -> None:
    """Whoever owns the database writes rule data where the published stands: what it judged is a fault."""
    published(installation, a_circular(tmp_path / "a"))
    value = '{"files":{"sources.toml":"# slipped in\\n"},"first_on":null,"name":"x","number":2}'
    installation.tamper("INSERT INTO flag (name, value) VALUES ('added:0002', :value)", value=value)
    a_contract(installation.app(OFFICER, MARCH))
    advance(installation.app(OFFICER, MARCH), ID, Stage.CONCLUDED)
    faults = verify(installation.app(ADMIN, MARCH)).faults
    assert [fault for fault in faults if "配布も公布も" in fault and ID in fault]
    assert [fault for fault in faults if "表 flag の added:0002" in fault]


@pytest.mark.parametrize(
    "value",
    [
        "x",
        "[]",
        '{"files":{"sources.toml":7},"first_on":null,"name":"a","number":1}',
        '{"files":{"sources.toml":"[[x"},"first_on":null,"name":"a","number":1}',
        '{"files":{"sources.toml":"# less"},"first_on":null,"name":"a","number":1}',
    ],
)
def test_a_damaged_copy_of_what_was_published_is_found_and_put_right(
    installation: Installation, tmp_path: Path, value: str
) -> None:
    """The home can still be opened, by what the journal says; a rebuild writes the copy anew."""
    published(installation, a_circular(tmp_path / "a"))
    installation.tamper("UPDATE flag SET value = :value WHERE name = 'added:0001'", value=value)
    assert verify(installation.app(ADMIN, MARCH)).projections == ["表 flag の added:0001 が記録と一致しません"]
    rebuild(installation.app(ADMIN, MARCH))
    assert verify(installation.app(ADMIN, MARCH)).faults == []
    assert EDITION in known(installation)


def test_the_doctor_counts_what_was_published(installation: Installation, tmp_path: Path) -> None:
    """The pack is the released one all the same."""
    published(installation, a_circular(tmp_path / "a", sources=SOURCE))
    doctor = {check.name: check for check in examine(installation.app(ADMIN, MARCH))}
    assert doctor["規程データ"].fine
    assert "公布したもの 1件" in doctor["規程データ"].detail


def withdrawn_by_two(home: Installation, name: str) -> list[str]:
    """What the second person is shown of a withdrawal, and confirms."""
    asked = propose_withdrawal(home.app(OVERSIGHT, MARCH), name, "別添を誤ったため")
    seen = one_matter(home.app(SECOND, MARCH), asked.id)
    confirm(home.app(SECOND, MARCH), asked.id, seen.shown)
    return list(seen.lines)


def test_the_circular_that_came_with_it_is_withdrawn_with_it(installation: Installation, tmp_path: Path) -> None:
    """Nobody is left with a circular whose text is gone: the second person is told, and so are the offices."""
    published(installation, a_circular(tmp_path / "7広100"))
    publish_circular(installation.app(OVERSIGHT, MARCH), "7kou100")
    lines = withdrawn_by_two(installation, "7広100")
    assert "通知 7広第100号 も取りやめ、宛先の2所属に知らせます。" in lines
    seen = seen_circular(installation.app(OVERSIGHT, MARCH), "7kou100")
    assert (seen.circular.stands, seen.circular.withdrawn_because) == (False, "別添を誤ったため")
    mails = installation.rows("SELECT body FROM outbox WHERE topic LIKE 'circular:%withdrawn'")
    assert len(mails) == 4
    assert all("別添を誤ったため" in row.body for row in mails)
    assert EDITION not in known(installation)
    assert verify(installation.app(ADMIN, MARCH)).faults == []


def test_a_circular_that_carries_more_stays_and_is_named(installation: Installation, tmp_path: Path) -> None:
    """It came with other data, and only one of its editions goes: the desk is told its command."""
    published(installation, a_circular(tmp_path / "a"))
    more = a_circular(tmp_path / "b", sources="# none", editions=edition("2025-05-01", "R7.5.1"))
    published(installation, more)
    publish_circular(installation.app(OVERSIGHT, MARCH), "7kou100")
    lines = withdrawn_by_two(installation, "b")
    assert [line for line in lines if "通知 7kou100 の取りやめを別に記録してください" in line]
    assert seen_circular(installation.app(OVERSIGHT, MARCH), "7kou100").circular.stands
