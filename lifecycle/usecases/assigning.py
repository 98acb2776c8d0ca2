"""Who holds which post: assigned in an office, given and ended outside the offices and to further officers.

What would give its own actor a post is not done at once but put before a second person (semantics §8).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from config.errors import NotFoundError, RequestFault, UsageError
from config.place import said_here
from config.vocabulary import Role
from lifecycle.acts import OFFICE_POSTS, Act
from lifecycle.app import App
from lifecycle.records.events.people import PostEnded, PostGiven
from lifecycle.records.folds.offices import known_divisions
from lifecycle.records.folds.posts import PEOPLE, GivenPost, given_posts
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.divisions import LOGIN, login_of, record_assignment
from lifecycle.usecases.own_posts import OWN_OFFICE_POST, OWN_POST_OF_DESK
from lifecycle.usecases.own_rights import RaisesOwnRights, must_not_raise_oneself, posts_of_actor
from lifecycle.usecases.second_person import Proposed, propose
from lifecycle.usecases.work import Work, looking, working

DESK_POSTS = (Role.OVERSIGHT_OFFICE, Role.AUDIT_OFFICE, Role.ADMIN)
"""The posts outside the offices."""
_FURTHER = (Role.OFFICER, Role.SECTION_CHIEF)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person in a post of an office, from a day on (None: today); a deputy to a last day where one is named.

    `login` is the key by which the person acts; without one nobody acts in the post outside a home made for trial.
    """

    post: Role
    name: str
    mail: str | None = None
    login: str | None = None
    begins: date | None = None
    ends: date | None = None


@tried_again
def assign_post(app: App, office: str, asked: Assignment) -> Proposed | None:
    """Put a person in a post of an office; what was put before a second person, where the actor would gain a post.

    Raises NotFoundError, UsageError, RoleError.
    """
    if asked.post not in OFFICE_POSTS:
        raise UsageError(RequestFault("post_not_of_office", f"{asked.post.label}は所属の職ではありません。", "post"))
    if asked.ends is not None and (asked.post is not Role.DEPUTY or (asked.begins and asked.ends < asked.begins)):
        told = said_here("終わりの日は{代理}にだけ、始まりの日以後で指定してください。")
        raise UsageError(RequestFault("until_not_possible", told, "until"))
    try:
        with working(app) as work:
            work.actor.must(Act.STAFF, office)
            before = posts_of_actor(work, [asked.begins.isoformat()] if asked.begins else [])
            record_assignment(work, office, _content(work, office, asked))
            must_not_raise_oneself(work, before)
            return None
    except RaisesOwnRights:
        with working(app) as work:
            content = _content(work, office, asked)
            # What is shown names the person, so the reference must lead there already.
            work.people.flush()
            return propose(work, OWN_OFFICE_POST, office, content, office)


def _content(work: Work, office: str, asked: Assignment) -> dict[str, Any]:
    """What is asked, persons by reference: so it may stand in the journal until a second person confirms it."""
    texts = {"": asked.name, "_mail": asked.mail, LOGIN: login_of(asked.login or "")}
    named = {end: work.people.reference(f"division:{office}", text) for end, text in texts.items() if text}
    days = {"begins": asked.begins, "ends": asked.ends}
    return {
        "post": asked.post.value,
        "named": named,
        **{name: day.isoformat() for name, day in days.items() if day},
    }


@tried_again
def give(
    app: App, post: Role, login: str, office: str | None = None, begins: date | None = None, ends: date | None = None
) -> Proposed | None:
    """Give one person a post outside the offices, or make one a further 担当者 or 係長 of an office, from a day on.

    Gives what was put before a second person, where the actor would gain it. Raises UsageError, NotFoundError,
    RoleError.
    """
    key = login_of(login)
    if not key:
        raise UsageError(RequestFault("login_missing", "サインインする名前を入れてください。", "login"))
    if ends and ends < (begins or app.today()):
        told = "終わりの日は、始まりの日以後にしてください。"
        raise UsageError(RequestFault("until_before_from", told, "until"))
    given = PostGiven(person=key, role=post.value, division=office, begins_on=begins or app.today(), ends_on=ends)
    try:
        with working(app) as work:
            _must_give(work, post, office)
            before = posts_of_actor(work, [given.begins_on.isoformat()])
            work.note(PEOPLE, given, given.begins_on)
            must_not_raise_oneself(work, before)
            return None
    except RaisesOwnRights:
        with working(app) as work:
            days = {"begins": given.begins_on.isoformat()} | ({"ends": ends.isoformat()} if ends else {})
            matter = OWN_OFFICE_POST if office else OWN_POST_OF_DESK
            return propose(work, matter, key, {"post": post.value, **days}, office or "")


def _must_give(work: Work, post: Role, office: str | None) -> None:
    """Raises RoleError, UsageError or NotFoundError where the post is not one that is given so."""
    if office is None:
        if post not in DESK_POSTS:
            told = f"{post.label}は所属の職です。所属も指定してください。"
            raise UsageError(RequestFault("post_needs_office", told, "division"))
        work.actor.must(Act.STAFF_OF_DESK)
        return
    if post not in _FURTHER:
        told = f"{post.label}は所属に一人です。所属の職の登録で入れてください。"
        raise UsageError(RequestFault("post_not_given", told, "post"))
    work.actor.must(Act.STAFF, office)
    if office not in known_divisions(work.connection):
        raise NotFoundError(f"所属「{office}」はありません。")


@tried_again
def end(app: App, post: Role, login: str, office: str | None = None, last: date | None = None) -> None:
    """End a post that was given to one person, with a last day (default yesterday: from today on it gives no right).

    Raises NotFoundError where the person does not hold it, UsageError for the last 管理者, RoleError.
    """
    key = login_of(login)
    with working(app) as work:
        work.actor.must(Act.STAFF if office else Act.STAFF_OF_DESK, office)
        ends_on = last or work.today - timedelta(days=1)
        held = [p for p in given_posts(work.connection) if p.is_ended_by(ends_on)]
        mine = [p for p in held if (p.person, p.role, p.division) == (key, post, office)]
        if not mine:
            raise NotFoundError(RequestFault("post_not_held", f"その人は{post.label}の職にありません。", "login"))
        others = [p for p in held if p.role is Role.ADMIN and p.person != key and p.ends_on is None]
        if post is Role.ADMIN and not others:
            told = said_here("最後の{管理者}の職は終えられません。先にほかの人を{管理者}にしてください。")
            raise UsageError(RequestFault("last_admin", told, "login"))
        work.note(PEOPLE, PostEnded(person=key, role=post.value, division=office, ends_on=ends_on), ends_on)


def given(app: App, on: date | None = None) -> list[GivenPost]:
    """The posts given to persons that hold on a day (default today) or later. Raises RoleError."""
    with looking(app) as work:
        work.actor.must(Act.READ)
        day = on or work.today
        return [p for p in given_posts(work.connection) if p.ends_on is None or p.ends_on >= day]
