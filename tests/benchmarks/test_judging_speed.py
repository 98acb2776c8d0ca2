"""What judging costs beside the guards alone, on the sample's contracts: CPU, in one process, of the same run."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import AUDIT_DAY

import lifecycle.demo
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise
from states.facts import Contract
from states.guards.case import Case
from states.posed import posed, subjects_of

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")
TURNS = 7


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A home with the sample's 190 contracts."""
    home = tmp_path_factory.mktemp("judged") / "home"
    app = initialise(home, "declared", {"LIFECYCLE_HOME": str(home), "LIFECYCLE_NOW": AUDIT_DAY})
    import_ledger(app, SAMPLE)
    yield app
    app.engine.dispose()


def _facts(app: App) -> list[Contract]:
    with app.reading() as connection:
        return list(load_contracts(connection, contract_ids(connection), AsOf(app.today())))


def _guards(app: App, facts: list[Contract]) -> None:
    """The floor: each guard asked of each subject, and nothing made of the answer."""
    on, rules = app.today(), posed(app.book, app.policy)
    for one in facts:
        of_contract, *subs = subjects_of(one, on)
        for rule in rules:
            asked = subs if rule.rule.subject == "subcontract" else (of_contract,)
            for subject in asked:
                if not subject.came_to_nothing:
                    rule.guard(Case(one, on, app.book, subject.subcontract, rule.rule))


def _least(*works: Callable[[], object]) -> list[float]:
    """The least CPU seconds of each of several works, which alternate: all meet the same machine."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(TURNS):
        for work, seconds in zip(works, taken, strict=True):
            began = time.process_time()
            work()
            seconds.append(time.process_time() - began)
    return [min(seconds) for seconds in taken]


def test_the_frame_of_a_rule_costs_little_more_than_its_guard(imported: App) -> None:
    """Status, due date, gate, remedy, weight and finding of every rule, beside the guards' answers alone."""
    facts = _facts(imported)
    guards, judged, loaded = _least(
        lambda: _guards(imported, facts),
        lambda: [imported.assessor.assess(one, imported.today()) for one in facts],
        lambda: _facts(imported),
    )
    each = 1e6 / len(facts)
    print(  # noqa: T201 - a benchmark is there to be read
        f"\nguards {guards * each:.0f} µs, judged {judged * each:.0f} µs ({judged / guards:.2f} x), "
        f"facts {loaded * each:.0f} µs ({loaded / guards:.2f} x) of CPU a contract"
    )
    assert judged / guards < 4
