"""Handover: who holds which post from when, who is deputy for a time, which contracts move to another office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import select

from config.errors import NotFoundError, RequestFault, UsageError
from config.vocabulary import Role
from lifecycle.acts import OFFICE_POSTS, Act
from lifecycle.app import App
from lifecycle.fields.texts import read_mail
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.installation import DivisionRecorded
from lifecycle.records.folds.offices import offices_by, offices_on, settled
from lifecycle.records.journal import Draft
from lifecycle.records.offices import ABSENCE, DEPUTY_PERIOD
from lifecycle.records.people import values_of
from lifecycle.records.tables import contract, division
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.assigning import Assignment, assign_post
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.second_person import Proposed
from lifecycle.usecases.work import Work, working
from notifications.email import usable_address
from states.columns import CONTRACT


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post of an office: who holds it, whether mail reaches it, and from when another person takes over."""

    division: str
    post: Role
    name: str | None
    reachable: bool
    next_from: date | None


def posts(app: App, name: str | None = None, as_of: AsOf | None = None) -> list[PostHeld]:
    """Every post of every office (or of one) as held on a day, by default today, as far as it was known by a day.

    Names are shown, because the screen needs them. Raises NotFoundError.
    """
    asked = as_of or AsOf(app.today())
    with app.reading() as connection:
        reader = app.reader(connection)
        every = offices_by(connection, asked.known_by)
        histories_asked = {n: h for n, h in every.items() if name == n or (name is None and reader.covers(n))}
        for office in histories_asked:
            reader.must(office)
        held = {office: history.held_on(asked.on) for office, history in histories_asked.items()}
        references = [v["ref"] for fields in held.values() for v in fields.values() if isinstance(v, dict)]
        names = values_of(connection, references)
    if name is not None and not histories_asked:
        raise NotFoundError(f"所属「{name}」はありません。")
    return [
        PostHeld(
            division=office,
            post=role,
            name=_value(held[office], role.value, names),
            reachable=usable_address(_value(held[office], f"{role.value}_mail", names)) is not None,
            next_from=histories_asked[office].next_change(role.value, asked.on),
        )
        for office in histories_asked
        for role in OFFICE_POSTS
    ]


@dataclass(frozen=True, slots=True)
class AwayPeriod:
    """From when to when a head is recorded as absent, or a deputy acts; without a first day nothing is recorded."""

    begins: date | None
    ends: date | None


def away_periods(app: App, name: str) -> tuple[AwayPeriod, AwayPeriod]:
    """The absence of an office's head, the period of its deputy, as recorded. Raises NotFoundError, RoleError."""
    with app.reading() as connection:
        app.reader(connection).must(name)
        if (fields := offices_on(connection, app.today()).get(name)) is None:
            raise NotFoundError(f"所属「{name}」はありません。")
    absence, deputy = (_period(fields, names) for names in (ABSENCE, DEPUTY_PERIOD))
    return absence, deputy


def _period(fields: Mapping[str, Any], names: tuple[str, str]) -> AwayPeriod:
    begins, ends = (date.fromisoformat(fields[name]) if fields.get(name) else None for name in names)
    return AwayPeriod(begins, ends)


def _value(held: Mapping[str, Any], field: str, names: Mapping[str, str | None]) -> str | None:
    person = held.get(field)
    return names.get(person["ref"]) if person else None


def assign(
    app: App,
    name: str,
    post: Role,
    person: str,
    mail: str | None,
    begins: date | None = None,
    ends: date | None = None,
    login: str | None = None,
) -> Proposed | None:
    """Put a person in a post of an office from a day on (default today); for a deputy (代理) a last day may be given.

    Gives what was put before a second person, where the actor would gain the post. Raises NotFoundError, UsageError,
    RoleError.
    """
    return assign_post(app, name, Assignment(post, person, _one_address(mail), login, begins, ends))


def _one_address(typed: str | None) -> str | None:
    """The mail address as typed, which must be one. Raises UsageError."""
    try:
        return read_mail(typed) if typed and typed.strip() else None
    except ValueError as error:
        raise UsageError(RequestFault("mail_not_one_address", f"{error}。", "mail")) from None


@tried_again
def absent(app: App, name: str, begins: date, ends: date | None = None) -> None:
    """Record that an office's head is away: the deputy is told instead, and without one the next step at once.

    Raises NotFoundError, UsageError, RoleError.
    """
    if ends is not None and ends < begins:
        told = "不在の終わりの日は、始まりの日以後にしてください。"
        raise UsageError(RequestFault("until_before_from", told, "until"))
    with working(app) as work:
        work.actor.must(Act.STAFF, name)
        fields = settled(_stored(work, name), work.today)
        for field, day in zip(ABSENCE, (begins, ends), strict=True):
            fields.pop(field, None)
            if day:
                fields[field] = day.isoformat()
        work.record([Draft(f"division:{name}", begins, DivisionRecorded(name=name, fields=fields))])


@tried_again
def move(app: App, source: str, target: str, ids: Sequence[str] = (), reason: str = "") -> list[str]:
    """Move contracts (all of an office, or the named ones) to another office; each contract keeps its history.

    Raises NotFoundError, UsageError where a contract is not of that office, RoleError.
    """
    with working(app) as work:
        work.actor.must(Act.TRANSFER, source)
        for name in (source, target):
            if name not in offices_on(work.connection, work.today):
                raise NotFoundError(f"所属「{name}」はありません。")
        statement = select(contract.c.id).where(contract.c.division == source, ~contract.c.removed)
        of_source = list(work.connection.execute(statement.order_by(contract.c.id)).scalars())
        strangers = sorted(set(ids) - set(of_source))
        if strangers:
            told = f"{source} の契約ではありません: {'、'.join(strangers)}"
            raise UsageError(RequestFault("contracts_elsewhere", told, "contract"))
        moved = [id_ for id_ in of_source if not ids or id_ in ids]
        recorder = Recorder(work, moved)
        asked = [Proposal(id_, CONTRACT, {"division": target}, "command", reason=reason or None) for id_ in moved]
        drafts = [recorder.draft(proposal) for proposal in asked]
        work.record([draft for draft in drafts if draft])
        return moved


def _stored(work: Work, name: str) -> dict[str, Any]:
    stored = work.connection.execute(select(division.c.fields).where(division.c.name == name)).scalar()
    if stored is None:
        raise NotFoundError(f"所属「{name}」はありません。台帳の所属シートで登録してください。")
    loaded: dict[str, Any] = orjson.loads(stored)
    return loaded
