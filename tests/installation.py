"""An installation with two offices, as people of any post open it on any day; and what they would attach."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from postgres_server import APPLICATION, Server
from sqlalchemy import Connection, Engine, Row, event, text
from sqlalchemy.engine import make_url

from config.vocabulary import Role
from lifecycle.app import App, build_app
from lifecycle.clock import JAPAN, FixedClock
from lifecycle.identity import FrontActor
from lifecycle.process_user import system_user
from lifecycle.records.database import open_engine, reading, sqlite_url
from lifecycle.records.events.people import PostGiven
from lifecycle.records.folds.posts import PEOPLE
from lifecycle.records.triggers import journal_triggers
from lifecycle.usecases.contracts import register
from lifecycle.usecases.divisions import draft_division
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.evidence import Attached, attach
from lifecycle.usecases.installation import initialise
from lifecycle.usecases.work import working
from states.columns import SUBCONTRACT

OFFICE, OTHER_OFFICE = "広報課", "税務課"
OFFICER, CHIEF, HEAD = "広報課担当", "広報課係長", "広報課長"
OTHER_OFFICER, OTHER_HEAD = "税務課担当", "税務課長"
OVERSIGHT, AUDITOR, ADMIN = "制度所管課", "監査委員事務局", "管理者"
BEFORE = "2024-04-01"
NOW = "2024-06-03"
ID = "R6-0001"
REASON = "委託先の都合により期日までに証拠がそろわず、業務を止められないため"


@dataclass
class Installation:
    """A home and its database. `app` opens it as an actor at a time of day in Japan.

    On PostgreSQL `url` names the role that works; `owner` is the URL of the one that owns the tables.
    """

    home: Path
    url: str | None = None
    owner: str | None = None
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = open_engine(self.url or sqlite_url(self.home))
        if self.url is None:
            # A test's file outlives no power cut; waiting for the disk would only make the suite slow.
            event.listen(self.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))

    def environment(self, now: str = NOW) -> dict[str, str]:
        """The environment of a call at that time."""
        return {"LIFECYCLE_NOW": _moment(now).isoformat()} | ({"LIFECYCLE_DATABASE_URL": self.url} if self.url else {})

    def app(self, actor: str | None = OFFICER, now: str = NOW) -> App:
        """The installation as that actor opens it at that time (a date is 9:00)."""
        app = build_app(self.home, actor=actor, environment=self.environment(now))
        app.engine.dispose()
        return replace(app, engine=self.engine)

    def at(self, app: App, now: str) -> App:
        """The same call at another time."""
        return replace(app, clock=FixedClock(_moment(now)))

    def rows(self, query: str, **values: Any) -> list[Row[Any]]:
        """What the database holds."""
        with reading(self.engine) as connection:
            return list(connection.execute(text(query), values))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608

    def tamper(self, statement: str, **values: Any) -> None:
        """Change the database as its owner could: without the journal's triggers, which are put back."""
        with self.by_owner() as connection:
            drop_triggers(connection)
            connection.execute(text(statement), values)
            for put_back in journal_triggers(connection.dialect.name):
                connection.execute(text(put_back))

    @contextmanager
    def by_owner(self) -> Iterator[Connection]:
        """A transaction of whoever owns the tables."""
        engine = open_engine(self.owner) if self.owner else self.engine
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            if self.owner:
                engine.dispose()

    def settings(self, old: str, new: str) -> None:
        """Edit lifecycle.toml."""
        path = self.home / "lifecycle.toml"
        written = path.read_text(encoding="utf-8")
        assert old in written
        path.write_text(written.replace(old, new), encoding="utf-8")


def drop_triggers(connection: Connection) -> None:
    """Take the journal's triggers away."""
    if connection.dialect.name == "sqlite":
        for name in ("journal_no_update", "journal_no_delete", "journal_no_replace"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    else:
        connection.execute(text("DROP FUNCTION IF EXISTS journal_refuse CASCADE"))


def _moment(now: str) -> datetime:
    moment = datetime.fromisoformat(now if "T" in now else f"{now}T09:00:00")
    return moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)


def found(home: Path, url: str | None = None) -> Installation:
    """A installation founded on 2024-04-01: declared identity, two offices with their posts and addresses."""
    environment = {"LIFECYCLE_NOW": f"{BEFORE}T08:00:00+09:00"} | ({"LIFECYCLE_DATABASE_URL": url} if url else {})
    app = initialise(home, "declared", environment)
    app.engine.dispose()
    installation = Installation(home, url)
    with working(installation.app(ADMIN, BEFORE)) as work:
        for name, officer, chief, head in (
            (OFFICE, OFFICER, CHIEF, HEAD),
            (OTHER_OFFICE, OTHER_OFFICER, "税務課係長", OTHER_HEAD),
        ):
            mail = f"{'pr' if name == OFFICE else 'tax'}-{{}}@example.lg.jp"
            people = {"officer": officer, "section_chief": chief, "division_head": head}
            people |= {f"{post}_mail": mail.format(post.rpartition("_")[2]) for post in list(people)}
            draft, _ = draft_division(work, name, {"name": name, "department": "知事部局", **people})
            assert draft
            work.record([draft])
    return installation


LOGINS: Mapping[str, str] = {
    OFFICER: "koho-tanto",
    CHIEF: "koho-kakari",
    HEAD: "koho-kacho",
    OTHER_OFFICER: "zei-tanto",
    "税務課係長": "zei-kakari",
    OTHER_HEAD: "zei-kacho",
    OVERSIGHT: "seido",
    AUDITOR: "kansa",
    ADMIN: system_user(),
}
"""The logins of the people of a real home, by the names under which `found` knows them; 管理者 runs the tests."""


@dataclass
class RealInstallation(Installation):
    """A home that is not for trial: its actors are handed in as a trusted front would, its clock by the program."""

    def app(self, actor: str | None = OFFICER, now: str = NOW) -> App:
        """The installation as that person opens it at that time; somebody else by a login, None by the process."""
        front = FrontActor(LOGINS.get(actor, actor), "test") if actor else None
        app = build_app(self.home, actor=front, environment={"LIFECYCLE_DATABASE_URL": self.url} if self.url else {})
        app.engine.dispose()
        return replace(app, engine=self.engine, clock=FixedClock(_moment(now)))


def real(home: Path, url: str | None = None) -> RealInstallation:
    """A real installation founded on 2024-04-01 (os_user): two offices whose posts have logins, and the three desks."""
    clock = FixedClock(_moment(f"{BEFORE}T08:00:00"))
    app = initialise(home, "os_user", {"LIFECYCLE_DATABASE_URL": url} if url else {}, clock=clock)
    app.engine.dispose()
    installation = RealInstallation(home, url)
    with working(installation.app(ADMIN, BEFORE)) as work:
        for name, officer, chief, head in (
            (OFFICE, OFFICER, CHIEF, HEAD),
            (OTHER_OFFICE, OTHER_OFFICER, "税務課係長", OTHER_HEAD),
        ):
            mail = f"{'pr' if name == OFFICE else 'tax'}-{{}}@example.lg.jp"
            people = {"officer": officer, "section_chief": chief, "division_head": head}
            logins = {f"{post}_login": LOGINS[who] for post, who in people.items()}
            people |= {f"{post}_mail": mail.format(post.rpartition("_")[2]) for post in list(people)}
            draft, _ = draft_division(work, name, {"name": name, "department": "知事部局", **people, **logins})
            assert draft
            work.record([draft])
        for person, role in ((OVERSIGHT, Role.OVERSIGHT_OFFICE), (AUDITOR, Role.AUDIT_OFFICE)):
            work.note(PEOPLE, PostGiven(person=LOGINS[person], role=role.value, begins_on=work.today))
    return installation


def copy_of(installation: Installation, home: Path, server: Server | None = None) -> Installation:
    """A copy of a installation that nobody has open; on PostgreSQL its database is the new one's template.

    There it is used by the role that owns nothing, as an installation is on every day.
    """
    shutil.copytree(installation.home, home)
    if server is None:
        return Installation(home)
    owner = server.create(str(installation.engine.url.database))
    return Installation(home, as_role(owner, APPLICATION), owner)


def as_role(url: str, role: str) -> str:
    """The URL of a PostgreSQL database by which another role comes."""
    return make_url(url).set(username=role).render_as_string(hide_password=False)


SHEET: Mapping[str, str] = {
    "division": OFFICE,
    "title": "県民意識調査の集計",
    "contractor": "株式会社サンプル",
    "fiscal_years": "R6",
    "quoted_on": "2024-03-20",
    "concluded_on": "2024-04-01",
    "performance_start_on": "2024-04-22",
    "performance_end_on": "2025-03-31",
    "long_term": "いいえ",
    "specific_pi": "いいえ",
    "sensitive_pi": "いいえ",
    "record_count": "500",
    "uses_system": "はい",
}
"""Facts of a contract that demands no visit."""

_ANSWERS = {f"q{n}": "はい" for n in range(1, 30)} | {
    "q5": "県庁内作業室",
    "q6": "鍵付き書庫",
    "q20": "いいえ",
    **{f"q{n}": "再委託しない" for n in (23, 24, 25)},
}
_CHECKLIST: dict[str, str] = {
    **_ANSWERS,
    "requested_on": "2024-04-02",
    "inspected_on": "2024-04-05",
    "received_on": "2024-04-10",
    "form_edition": "R5.12.26",
    "manager_name": "委託先の責任者",
    "manager_contact": "0742-00-0000",
    "worker_count": "12",
    "training_plan": "年1回",
    "transport_measures": "施錠した容器",
    "incident_manager": "事故時の責任者",
    "incident_contact": "0742-00-1111",
    "reviewed_on": "2024-04-12",
    "reviewed_by": "広報課担当",
    "doubt": "いいえ",
    "document_no": "広第10号",
}

DOCUMENTS: Mapping[str, Mapping[str, str]] = {
    "duty_notice": {
        "announced_on": "2024-03-01",
        "checklist_handed_on": "2024-04-01",
        "manual_handed_on": "2024-04-01",
        "explained_on": "2024-04-01",
    },
    "contract_review": {
        "reviewed_on": "2024-04-01",
        "reviewed_by": "広報課担当",
        "rechecked_by": "広報課係長",
        "inspection_clause": "有",
        "subcontract_clause": "有",
        "nonconformity_clause": "有",
        "termination_clause": "有",
        "finance_rule_items": "有",
        "template_edition": "R6.3.1",
        "provisions_edition": "R5.10.10",
    },
    "checklist": _CHECKLIST,
    "system_review": {
        "reviewed_on": "2024-04-12",
        "access_restriction": "利用者ごとのID",
        "takeout_prevention": "外部媒体の接続を禁止",
        "outsider_access": "なし",
    },
    "emergency_contact": {
        "contractor_contact": "0742-00-1111",
        "office_contact": "0742-00-2222",
        "arrangement": "携帯番号等の交換",
        "confirmed_on": "2024-04-12",
    },
    "onsite_inspection": {
        "inspected_on": "2024-04-15",
        "place": "委託先の作業所",
        "inspected_by": "広報課係長",
        "fit": "適",
        "document_no": "広第11号",
    },
    "inspection_plan": {"prepared_on": "2024-05-20", "items": "数量と個人情報の管理"},
    "completion_inspection": {
        "inspected_on": "2024-05-30",
        "inspected_by": "広報課係長",
        "method": "書面と実地",
        "personal_data_check": "残っていない",
        "passed": "合格",
        "document_no": "広第12号",
    },
    "return_disposal": {"confirmed_on": "2024-05-31", "method": "溶解処理の証明書"},
    "incident_history": {"checked_on": "2024-03-01", "past_incident": "いいえ"},
    "place_approval": {
        "approved_on": "2024-04-01",
        "work_place": "本社2階の作業室",
        "storage_place": "本社2階の保管庫",
    },
    "agreed_items": {"arranged_on": "2024-04-01", "items": "3=保管庫の施錠", "agreed_on": "2024-04-01"},
    "delivery_check": {"checked_on": "2024-04-12", "partial_delivery": "いいえ", "data_delivery": "いいえ"},
    "first_report_guidance": {"guided_on": "2024-04-01", "guided_how": "業務責任者に文書で説明"},
}
"""Evidence of each kind that lacks nothing, all dated before NOW."""

FOR_PERFORMING = ("duty_notice", "contract_review", "checklist", "system_review", "emergency_contact")
NOT_TO_BE_WARNED = ("incident_history", "place_approval", "agreed_items", "delivery_check", "first_report_guidance")
"""Evidence that bars no gate; without it a contract stands at 注意."""
FOR_COMPLETION = ("inspection_plan", "completion_inspection", "return_disposal")


def sheet(**changed: str) -> dict[str, str]:
    """The facts of a contract, some of them changed."""
    return {**SHEET, **changed}


def a_contract(app: App, id_: str = ID, **changed: str) -> str:
    """Register a contract."""
    register(app, id_, sheet(**changed))
    return id_


def hand_in(app: App, *kinds: str, id_: str = ID, **changed: str) -> Attached:
    """Attach complete evidence of these kinds, fields changed as given; what the last of them did.

    No day of evidence lies after the day on which it is handed in.
    """
    for kind in kinds:
        done = attach(app, id_, kind, {**by_today(app, DOCUMENTS[kind]), **changed})
    return done


def by_today(app: App, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields of a document, with today in the place of every later day."""
    today = app.today().isoformat()
    return {name: min(text, today) if name.endswith("_on") else text for name, text in fields.items()}


def a_subcontract(app: App, no: str = "1", *, id_: str = ID, **fields: Any) -> None:
    """Record a subcontract as the ledger does; stored values."""
    with working(app) as work:
        draft = Recorder(work, [id_]).draft(Proposal(id_, SUBCONTRACT, fields, "ledger", no))
        work.record([draft] if draft else [])
