"""Many people at once on the sample's 190 contracts: everybody is answered, and what is on record is sound."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from command_line import AUDIT_DAY
from installation import Installation
from web_browser import served
from web_filling import filled, forms_on
from web_visits import PERSON, SENT_HERE

import lifecycle.demo
from config.vocabulary import Role
from lifecycle.records.register import held_posts
from lifecycle.usecases.audit import verify
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")
READS = ("/contracts", "/", "/contracts/{}", "/alerts", "/contracts/{}/advance", "/decisions")
ROUNDS = 3


@dataclass
class Met:
    """What one user met: the seconds of each answer, and the statuses of what was sent."""

    read: list[float] = field(default_factory=list)
    wrote: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A home with the sample's ledger."""
    folder = tmp_path_factory.mktemp("many") / "home"
    app = initialise(folder, "declared", {"LIFECYCLE_NOW": AUDIT_DAY})
    import_ledger(app, SAMPLE)
    app.engine.dispose()
    return Installation(folder)


def owners(home: Installation) -> list[tuple[str, str]]:
    """Every contract with the officer of its office."""
    app = home.app("制度所管課", AUDIT_DAY)
    with app.reading() as connection:
        held = held_posts(connection, app.today())
    officers = {post.division: post.name for post in held if post.role is Role.OFFICER and post.name}
    rows = home.rows("SELECT id, division FROM contract WHERE NOT removed ORDER BY id")
    return [(officers[row.division], row.id) for row in rows if row.division in officers]


def works(address: str, who: str, contract: str) -> Met:
    """One user: reads the pages of the work, amends a contract, again and again."""
    met = Met()
    fresh = httpx.Limits(max_keepalive_connections=0)  # a connection that idles is closed by the server, as it should
    with httpx.Client(base_url=address, headers={PERSON: quote(who), **SENT_HERE}, timeout=120, limits=fresh) as client:
        for turn in range(ROUNDS):
            for path in READS:
                began = time.perf_counter()
                met.statuses.append(client.get(path.format(contract)).status_code)
                met.read.append(time.perf_counter() - began)
            place = f"/contracts/{contract}/amend"
            page = client.get(place)
            assert page.status_code == 200, (page.status_code, page.text)
            (form, *_) = forms_on(page.text, place)
            sent = filled(form, {"title": f"業務の委託 {who} {turn}", "amend_reason": "名称を改めるため"})
            began = time.perf_counter()
            met.statuses.append(client.post(place, data=sent).status_code)
            met.wrote.append(time.perf_counter() - began)
    return met


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[max(0, len(seconds) * 99 // 100 - 1)]


@pytest.mark.parametrize("users", [5, 20, 45])
def test_many_people_read_and_write_at_once(home: Installation, users: int) -> None:
    """Nobody meets an error of the register; who came too late or met a write is told so; the journal is sound."""
    people = owners(home)
    chosen = [people[at * len(people) // users] for at in range(users)]
    with served(home, AUDIT_DAY) as address, ThreadPoolExecutor(users) as pool:
        all_met = list(pool.map(lambda one: works(address, *one), chosen))
    read = [second for met in all_met for second in met.read]
    wrote = [second for met in all_met for second in met.wrote]
    statuses = [status for met in all_met for status in met.statuses]
    refused = sum(status == 409 for status in statuses)
    print(  # noqa: T201 - a benchmark is there to be read
        f"\n{users} users: reads {len(read)}, median {statistics.median(read) * 1000:.0f} ms, p99 "
        f"{_p99(read) * 1000:.0f} ms; writes {len(wrote)}, median {statistics.median(wrote) * 1000:.0f} ms, p99 "
        f"{_p99(wrote) * 1000:.0f} ms; told to try again {refused}"
    )
    assert set(statuses) <= {200, 303, 409}
    assert verify(home.app("制度所管課", AUDIT_DAY)).faults == []
