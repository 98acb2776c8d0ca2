"""One duty, one count: whatever a contract lacks, every surface tells the same numbers under the same words."""

import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from installation import ADMIN, Installation, copy_of
from portfolios import portfolios
from sites import opened
from sqlalchemy import select

from config.vocabulary import Standing
from lifecycle.app import App
from lifecycle.cli import contract_page
from lifecycle.papers.ledger_out.write import write_ledger
from lifecycle.papers.pack.facts import contract_document
from lifecycle.papers.site import board, contract, duties, offices
from lifecycle.papers.site.seen import gather
from lifecycle.records.facts import AsOf
from lifecycle.records.tables import outbox
from lifecycle.usecases.importing import import_ledger
from lifecycle.views import contract_documents
from lifecycle.views.contracts import list_contracts, show
from lifecycle.views.owed import owed
from lifecycle.watch.delivery import deliver
from lifecycle.watch.monthly_counts import count_month
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel
from states.duty import count_of

NOW = "2024-11-30"
Numbers = dict[str, tuple[int, int, int]]
"""By contract: 不足, 期限超過, 記録に残る不備."""


@given(rows=portfolios())
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_surface_counts_the_same_duties(bare_home: Path, tmp_path_factory: Any, rows: Any) -> None:
    """The list stored and judged anew, the screen, `due`, the site's three kinds of page, the audit file."""
    folder = tmp_path_factory.mktemp("surfaces")
    installation = copy_of(Installation(bare_home), folder / "home")
    app = installation.app(ADMIN, NOW)
    write_ledger(folder / "in.xlsx", rows, [], app.clock.now())
    import_ledger(app, folder / "in.xlsx")
    as_of = AsOf(app.today())
    expected = {row.id: (row.unmet, row.overdue, row.on_record) for row in list_contracts(app)}
    assert {row.id: (row.unmet, row.overdue, row.on_record) for row in list_contracts(app, as_of)} == expected
    assert _shown(app, expected, as_of) == expected
    for stored in (None, as_of):
        assert _due(app, stored) == {id_: numbers[:2] for id_, numbers in expected.items() if numbers[0]}
    assert _site(app, as_of) == expected
    assert _packed(app, expected, as_of) == expected
    assert _month(app) == (sum(n[0] for n in expected.values()), sum(n[1] for n in expected.values()))
    installation.engine.dispose()


def _shown(app: App, ids: Numbers, as_of: AsOf) -> Numbers:
    """What `contract show` says, its lines as its JSON."""
    found = {}
    for id_ in ids:
        shown = show(app, id_, as_of)
        count, obligations = count_of(shown.unmet), contract_documents.contract_document(shown)["obligations"]
        left = sum(o["on_record"] for o in obligations)
        assert (len(obligations) - left, sum(o["overdue"] for o in obligations)) == (count.unmet, count.overdue)
        said = "\n".join(contract_page.lines(shown))
        assert f"義務の不足 {count.unmet}件" in said
        assert (f"記録に残る不備 {left}件" in said) is (left > 0)
        found[id_] = (count.unmet, count.overdue, left)
    return found


def _due(app: App, as_of: AsOf | None) -> dict[str, tuple[int, int]]:
    rows = [one.duty for one in owed(app, as_of=as_of)]
    late = Counter(duty.contract for duty in rows if duty.overdue)
    return {id_: (many, late[id_]) for id_, many in Counter(duty.contract for duty in rows).items()}


def _site(app: App, as_of: AsOf) -> Numbers:
    """The pages of the offices; those of the contracts and the board must say the same."""
    portfolio = gather(app, as_of)
    lacking = duties.lacking(portfolio)
    pages = offices.offices(portfolio, lacking)
    lines = {line.id: line.count for page in pages for line in page.contracts}
    for one in portfolio.seen:
        page = contract.contract_page(portfolio, one, lacking[one.id])
        told = (len(page.owed) + len(page.ahead), sum(d.overdue for d in page.owed), len(page.recorded))
        assert told == (lines[one.id].unmet, lines[one.id].overdue, lines[one.id].on_record)
    cards = board.Cards(portfolio)
    for one in portfolio.seen:
        cards.add(one, lacking[one.id], ())
    whole = cards.board()
    assert whole.overdue == sum(c.overdue for c in lines.values()) == sum(page.overdue for page in pages)
    assert whole.on_record == sum(c.on_record for c in lines.values())
    assert sum(page.owed for page in pages) == sum(c.unmet for c in lines.values())
    return {id_: (c.unmet, c.overdue, c.on_record) for id_, c in lines.items()}


def _packed(app: App, ids: Numbers, as_of: AsOf) -> Numbers:
    found = {}
    for id_ in ids:
        document = contract_document(app.assessor, show(app, id_, as_of).contract, as_of.on, [], {})
        unmet = document["unmet"]
        found[id_] = (len(unmet), sum(d["overdue"] for d in unmet), len(document.get("on_record", ())))
    return found


def _month(app: App) -> tuple[int, int]:
    """The counts at the end of the month, which is the day of the question."""
    with app.reading() as connection:
        counted = count_month(app, connection, date(2024, 11, 1))
    tallies = [tally for office in counted.by_desk.values() for tally in office.values()]
    return sum(t.owed for t in tallies), sum(t.overdue for t in tallies)


def test_the_mail_and_the_page_of_an_office_tell_the_same_numbers(sample_home: Path, tmp_path_factory: Any) -> None:
    """「要是正」 and 「停滞」 of a day as a reader compares them: the mail that arrived, with the page of that day.

    Contracts to correct, those of them that have ended, and contracts told of as late; what a mail itself tells counts.
    """
    home = tmp_path_factory.mktemp("two numbers") / "home"
    shutil.copytree(sample_home, home)
    app = opened(home, "管理者", "2024-11-26")
    sweep(app)
    deliver(app, RecordingChannel())
    pages = offices.offices(portfolio := gather(app, AsOf(app.today())), duties.lacking(portfolio))
    on_pages = {p.name: (p.standings[Standing.NEEDS_CORRECTION], p.ended_amiss, p.stalled) for p in pages}
    with app.reading() as connection:
        rows = connection.execute(select(outbox.c.division, outbox.c.body).where(outbox.c.topic == "digest")).all()
    told: dict[str, set[tuple[int, int, int]]] = {}
    for division, body in rows:
        text = "".join(line.strip() for line in body.split("\n"))
        if said := re.search(r"所属の全体(?::|では、) ?要是正 (\d+)件(.*)停滞 (\d+)件", text):
            ended = re.search(r"うち(\d+)件は完了", said[2])
            numbers = (int(said[1]), int(ended[1]) if ended else 0, int(said[3]))
            told.setdefault(division, set()).add(numbers)
    assert len(told) > 10
    assert told == {name: {numbers} for name, numbers in on_pages.items() if name in told}
    assert any(ended for _, ended, _ in on_pages.values())
    assert any(stalled for _, _, stalled in on_pages.values())
