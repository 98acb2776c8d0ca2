"""The installation: it is made once, and asked later how it is."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from config.errors import LifecycleError, RequestFault, UsageError
from config.loader import rule_book
from config.place import said_here
from config.released import PackFiles, digest_of_pack
from config.vocabulary import Role
from config.wareki import short_date
from lifecycle.acts import Act
from lifecycle.app import App, build_app, database_url, refuse_claims
from lifecycle.clock import Clock, clock_from
from lifecycle.dues.obligations import refresh
from lifecycle.identity import SYSTEM
from lifecycle.post.contacts import unreachable, webhook_of
from lifecycle.post.recipients import SHARED, Recipient, at_desk
from lifecycle.post.ways import mail_channel
from lifecycle.process_user import system_user
from lifecycle.records.database import sqlite_url, writing
from lifecycle.records.events.installation import CutOverSet, FictionalMarkCleared, InstallationInitialised
from lifecycle.records.events.people import SeededPost
from lifecycle.records.facts import contract_ids
from lifecycle.records.flags import was_called_fictional
from lifecycle.records.folds.cut_over import cut_overs
from lifecycle.records.journal import Draft
from lifecycle.records.lost_database import must_not_begin_anew, note_database
from lifecycle.records.own_policy import policy_in
from lifecycle.records.plans import plans_gone_by
from lifecycle.records.schema import CUT_OVERS_KEPT, SCHEMA_VERSION, migrate, schema_version, version_in
from lifecycle.records.tables import contract, division
from lifecycle.records.unsettled import is_unsettled
from lifecycle.usecases.address_checks import addresses_recorded
from lifecycle.usecases.configuring import unapplied
from lifecycle.usecases.database_roles import database_checks, give_rights, must_suit
from lifecycle.usecases.furnishing import furnish
from lifecycle.usecases.home_checks import Check, home_checks
from lifecycle.usecases.home_kind import asked_for_trial
from lifecycle.usecases.last_backup import backup_check
from lifecycle.usecases.message_checks import message_checks
from lifecycle.usecases.own_pack import own_pack_for, rule_data_check
from lifecycle.usecases.record_checks import in_clear_check, latest_check
from lifecycle.usecases.register import begin_register, seeded_posts, unregistered
from lifecycle.usecases.seal_check import seals_stand
from lifecycle.usecases.standing_doubts import doubts_check
from lifecycle.usecases.time_checks import time_checks
from lifecycle.usecases.work import Work, working
from notifications.channels import check_profile
from states.departures import is_lowerable


def initialise(
    home: Path,
    identity: str,
    environment: Mapping[str, str] = os.environ,
    *,
    actor: str | None = None,
    clock: Clock | None = None,
    cut_over: date | None = None,
    group: str | None = None,
    pack: Path | None = None,
    database_role: str | None = None,
    restoring: bool = False,
) -> App:
    """Make the home, its annotated settings and its database; in an existing home, bring the database up to date.

    The operating-system user becomes 管理者, on the record, and the posts that the settings name are taken over, once.
    Settings that exist are left as they are. Where actors are declared (`identity`) the home is made for trial; one
    that stands can't become another. `cut_over` is the cut-over day of every office of a new home; an office of an
    older home is cut over on the day of its migration. `group` is the group of the system whose members may use the
    home as well; without one it stays as it was, at first the owner's alone. `pack` is a folder of other rule data for
    it, `clock` takes the place of the environment's. `database_role` is the role of PostgreSQL with which people and
    jobs work; `restoring` is said by who brings a backup into it. Raises UsageError, also where a home that is none for
    trial would believe an actor or a clock; SetupError for a folder that can't be a home, or one that has lost its
    database; RuleDataError with the pack's faults.
    """
    refuse_claims(environment, actor, trial=asked_for_trial(home, identity, environment))
    url = database_url(home, environment)
    must_suit(url, database_role, restoring=restoring)
    must_not_begin_anew(home, url)
    own = own_pack_for(home, pack, environment) if pack else None
    _must_be_a_cut_over(cut_over, (clock or clock_from(environment)).today())
    furnish(home, identity, clock or clock_from(environment), group, own, with_database=url == sqlite_url(home))
    app = build_app(home, actor=None, environment={**environment, "LIFECYCLE_ACTOR": ""})
    app = replace(app, clock=clock or app.clock)
    before = version_in(app.engine, home)
    migrate(app.engine)
    app = _on_record(app, before, _made(identity, cut_over, seeded_posts(app.settings), own))
    if database_role is not None:
        give_rights(app.engine, database_role)
    return app


def _on_record(app: App, before: str | None, made: InstallationInitialised) -> App:
    """A home whose tables are of this version (`before`: what they were), with what is to be recorded of that."""
    if before is None:
        with writing(app.engine) as connection:
            Work(app, connection).note(SYSTEM, made)
        app = replace(app)
    else:
        app = _brought_up(app, before)
    if before != SCHEMA_VERSION:
        _judge_anew(app)
    note_database(app.home, app.engine.dialect.name)
    return app


def _judge_anew(app: App) -> None:
    """What an earlier version stored as owed is judged by the rules of this one."""
    with working(app, behind_too=True) as work:
        refresh(work.connection, app.assessor, contract_ids(work.connection), app.today())


def _brought_up(app: App, before: str) -> App:
    """A home that stood already, with what its version did not keep: cut-over days, the register of people."""
    if before != SCHEMA_VERSION:
        app = replace(app, applied=policy_in(app.settings, app.applied, app.today()), applies=True)
        if before < CUT_OVERS_KEPT:
            _cut_over_at_migration(app)
    with working(app, behind_too=True) as work:
        begin_register(work)
        if before != SCHEMA_VERSION and was_called_fictional(work.connection) and not is_unsettled(work.connection):
            work.note(SYSTEM, FictionalMarkCleared())
    return app


def _must_be_a_cut_over(day: date | None, today: date) -> None:
    """Raises UsageError where the day lies ahead by more than the opening period: declarations would count till then.

    A later day is for the 制度所管課 to set.
    """
    days = rule_book().declarations.opening_days
    if day is not None and day > today + timedelta(days=days):
        later = said_here("それより後の日は、{制度所管課}が所属ごとに決めます。")
        told = f"切替日は今日から{days}日以内の日にしてください。{later}"
        raise UsageError(RequestFault("cut_over_too_late", told, "cut_over"))


def _cut_over_at_migration(app: App) -> None:
    """The offices of an older home are cut over today: what was declared before them goes on to count."""
    with working(app, behind_too=True) as work:
        offices = sorted(cut_overs(work.connection).days)
        starts = [CutOverSet(division=name, starts_on=work.today, migrated=True) for name in offices]
        work.record([Draft(f"division:{body.division}", work.today, body) for body in starts])


def _made(
    identity: str, cut_over: date | None, people: tuple[SeededPost, ...], own: PackFiles | None
) -> InstallationInitialised:
    """What is recorded of a new home; one in which actors declare themselves is for trial."""
    trial, pack = identity == "declared" or None, digest_of_pack(own) if own else None
    return InstallationInitialised(
        admin=system_user(), identity=identity, trial=trial, cut_over=cut_over, people=people, pack=pack
    )


_DESK_ROLES = (Role.OVERSIGHT_OFFICE, Role.ADMIN, Role.AUDIT_OFFICE)


def examine(app: App) -> list[Check]:
    """Look at everything in the installation that may be wrong, before it matters. Raises RoleError."""
    with app.reading() as connection:
        app.actor(connection).must(Act.VERIFY)
    return list(_checks(app))


def _checks(app: App) -> Iterator[Check]:
    version = schema_version(app.engine)
    yield Check("データベース", version == SCHEMA_VERSION, f"版 {version}({app.engine.dialect.name})")
    yield rule_data_check(app)
    yield _unapplied(app)
    yield _departures(app)
    try:
        yield Check("連絡の出し先", fine=True, detail=mail_channel(app).name)
    except (ValueError, LifecycleError) as error:
        yield Check("連絡の出し先", fine=False, detail=str(error))
    yield _teams(app)
    yield from database_checks(app)
    yield from home_checks(app)
    yield from _unreachable(app)
    yield addresses_recorded(app)
    yield _register(app)
    yield from message_checks(app)
    yield from time_checks(app)
    yield _plans(app)
    yield doubts_check(app)
    yield in_clear_check(app)
    yield Check("記録の封印", *seals_stand(app))
    yield latest_check(app)
    yield backup_check(app)


_NAMED = 5
"""The most records that a line of the examination names."""


def _plans(app: App) -> Check:
    """The check of whether a planned date of evidence has come without being recorded again."""
    with app.reading() as connection:
        gone_by = plans_gone_by(connection, app.today())
    named = [f"{one.contract} {one.column} {short_date(one.day)}" for one in gone_by[:_NAMED]]
    more = f" ほか{len(gone_by) - _NAMED}件" if len(gone_by) > _NAMED else ""
    told = f"予定の日を過ぎた{len(gone_by)}件は、証拠に数えていません: {'、'.join(named)}{more}"
    fault = f"{told}。行ったのであれば、その日を改めて登録してください"
    return Check("予定の日", not gone_by, fault if gone_by else "過ぎたものはない")


def _unapplied(app: App) -> Check:
    """The check of whether the settings that verdicts depend on are those on record."""
    names = "、".join(one.label for one in unapplied(app))
    cure = said_here("{管理者}か{制度所管課}が適用すると効きます")
    told = f"lifecycle.toml の次の設定は効いていません: {names}。{cure}"
    return Check("設定の適用", not names, told if names else "記録されたものと同じ")


def _departures(app: App) -> Check:
    """The check of whether the rules that the settings raise and lower can be raised and lowered."""
    rules = app.book.rules
    faults = [f"{code} という規則はない" for code in sorted((app.policy.raised | app.policy.lowered) - rules.keys())]
    for code in sorted(app.policy.lowered & rules.keys()):
        if not is_lowerable(rules[code]):
            faults.append(f"{code} は警告に下げられない(研修指導・仮定の規則だけ)")
    for code in sorted(app.policy.raised & rules.keys()):
        if rules[code].gates or not rules[code].recorded or rules[code].subject == "office":
            faults.append(f"{code} は上げられる警告ではない")
    return Check("規程の適用の変更", not faults, "、".join(faults) or "誤りなし")


def _teams(app: App) -> Check:
    """The check of whether every Teams destination has its secret, and the network model allows Teams."""
    teams = app.settings.teams
    asked = [Recipient(division, Role.DIVISION_HEAD.value) for division in sorted(teams.heads)]
    asked += [at_desk(desk, app.today()) for key in sorted(teams.desks) if (desk := app.book.desks.called(key))]
    asked += [SHARED] if teams.shared else []
    faults = []
    for to in asked:
        name = to.division or "共有チャネル"
        way = webhook_of(app, to)
        if way is None:
            faults.append(f"{name} の秘密の値がない")
            continue
        try:
            check_profile(app.settings.channels.profile, way.address)
        except ValueError as error:
            faults.append(f"{name}: {error}")
    return Check("Teams", not faults, "、".join(faults) or (f"{len(asked)}件の宛先" if asked else "使っていない"))


def _unreachable(app: App) -> Iterator[Check]:
    """The posts of offices with contracts, and the desks, that no alert would reach today or within the week."""
    with app.reading() as connection:
        known = set(connection.execute(select(division.c.name)).scalars())
        named = set(connection.execute(select(contract.c.division).where(~contract.c.removed).distinct()).scalars())
        silent = unreachable(app, connection, sorted(named))
    for title, posts in (
        (said_here("{所属長}への連絡"), (Role.DIVISION_HEAD,)),
        (said_here("{担当者}・{係長}への連絡"), (Role.OFFICER, Role.SECTION_CHIEF)),
        (f"{'・'.join(role.label for role in _DESK_ROLES)}への連絡", _DESK_ROLES),
    ):
        missing = [to for to in silent if to.post in posts]
        names = "、".join(f"{to.division}({Role(to.post).label})" for to in missing)
        detail = (
            f"使えるメールアドレスも{Role.DEPUTY.label}もないか、宛先に断られた(1週間以内を含む): {names}"
            if missing
            else "全てに届く"
        )
        yield Check(title, not missing, detail)
    if missing_offices := sorted(named - known):
        yield Check("所属の登録", fine=False, detail="、".join(missing_offices) + " が所属シートにない")


def _register(app: App) -> Check:
    """The check of whether the settings say of people what the journal says; only the journal gives rights."""
    with app.reading() as connection:
        faults = unregistered(app, connection)
    return Check("職の登録", not faults, "。".join(faults) or "記録のとおり")
