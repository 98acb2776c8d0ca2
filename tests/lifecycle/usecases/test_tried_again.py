"""Nobody is locked out: what lost a race is tried again by itself, and a long job lets others write between pages."""

import ast
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from installation import ADMIN, ID, OFFICE, OFFICER, OTHER_OFFICE, OTHER_OFFICER, Installation, a_contract

import lifecycle.usecases
from config.errors import ConflictError, LostRaceError
from lifecycle.app import Submission
from lifecycle.records.forms import last_number
from lifecycle.usecases.again import as_page, in_parts
from lifecycle.usecases.audit import verify
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.repair import reassess, rebuild
from lifecycle.watch.sweep import sweep

SEED, CONTRACTS = 18, 9
_OWN_WAY = {
    "database_roles", "restore", "importing", "import_each", "installation", "transferring", "work", "sealing",
    "repair",
}  # fmt: skip
"""Where an act must not simply be done anew: a whole file or database, a home, a seal's line in a file, pages."""


def other(day: int) -> dict[str, str]:
    """The fields of a document of no kind in particular."""
    return {"dated_on": f"2024-05-{day:02}", "title": "打合せの記録"}


def contracts(installation: Installation, many: int) -> list[str]:
    """Contracts of two offices in turn, registered by the officer of each."""
    ids = [f"R6-{n:04}" for n in range(1, many + 1)]
    for n, id_ in enumerate(ids):
        who, office = (OTHER_OFFICER, OTHER_OFFICE) if n % 2 else (OFFICER, OFFICE)
        a_contract(installation.app(who, "2024-04-01"), id_, division=office)
    return ids


@pytest.mark.postgres
def test_eight_attach_to_one_contract_at_once_and_all_succeed(
    postgres_installation: Installation, tmp_path: Path
) -> None:
    """Each with a file of its own; whoever lost the race for the chain is tried again with all checks."""
    a_contract(postgres_installation.app(now="2024-04-01"))
    apps = [postgres_installation.app() for _ in range(8)]

    def one(number: int) -> bool:
        paper = tmp_path / f"{number}.txt"
        paper.write_text(f"{number}枚目", encoding="utf-8")
        return attach(apps[number], ID, "other", other(number + 1), [paper]).changed

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == [True] * 8
    shelf = [path for path in (postgres_installation.home / "evidence").rglob("*") if path.is_file()]
    assert len(shelf) == 8
    assert postgres_installation.count("record WHERE kind = 'other' AND superseded_at IS NULL") == 8
    assert verify(postgres_installation.app(ADMIN)).faults == []


@pytest.mark.postgres
def test_of_two_forms_from_one_state_the_second_is_refused(postgres_installation: Installation) -> None:
    """What a person was shown has changed: it is not tried again over the head of that person."""
    a_contract(postgres_installation.app(now="2024-04-01"))
    app = postgres_installation.app()
    with app.reading() as connection:
        number = last_number(connection, ID)
    sent = [replace(app, submission=Submission(f"form-{n}", ID, number)) for n in range(2)]

    def one(n: int) -> str:
        try:
            attach(sent[n], ID, "other", other(n + 1))
        except ConflictError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(one, range(2)))
    assert answers[0] == ""
    assert "記録が変わりました" in answers[1]
    assert postgres_installation.count("record WHERE kind = 'other'") == 1


@pytest.mark.parametrize("job", [sweep, reassess, rebuild])
def test_clerks_beside_a_long_job_are_never_refused_and_nothing_is_lost(
    any_installation: Installation, monkeypatch: pytest.MonkeyPatch, job: Callable[..., Any]
) -> None:
    """In pages of two contracts, while three clerks attach in an order drawn by a seed; the journal is sound after."""
    monkeypatch.setattr("lifecycle.usecases.again.PAGE", 2)
    monkeypatch.setattr("lifecycle.usecases.repair._AT_ONCE", 2)
    monkeypatch.setattr("lifecycle.usecases.repair.PAGE", 4)
    ids = contracts(any_installation, CONTRACTS)
    drawn, days = random.Random(SEED), range(1, 3)  # noqa: S311 - the order in which clerks work, no secret
    deeds = [drawn.sample([(id_, day) for id_ in ids[who::3] for day in days], len(days) * 3) for who in range(3)]
    apps = {id_: any_installation.app(OTHER_OFFICER if n % 2 else OFFICER) for n, id_ in enumerate(ids)}

    def clerk(who: int) -> int:
        return sum(attach(apps[id_], id_, "other", other(day)).changed for id_, day in deeds[who])

    keeper = any_installation.app(ADMIN)
    with ThreadPoolExecutor(4) as pool:
        ran, clerks = pool.submit(job, keeper), [pool.submit(clerk, who) for who in range(3)]
        came_to = ran.result()
        assert [done.result() for done in clerks] == [len(days) * 3] * 3
    if job is rebuild:
        assert came_to.before == came_to.after, "what others wrote meanwhile is no difference"
    assert any_installation.count("record WHERE kind = 'other' AND superseded_at IS NULL") == len(days) * CONTRACTS
    assert verify(any_installation.app(ADMIN)).faults == []
    told = sweep(keeper)
    if job is sweep:
        assert told.alerts_opened == told.messages_queued == 0


def test_a_sweep_that_was_cut_short_is_carried_on_by_the_next(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after its first page: no alert of that page is without its message, and nobody is told twice."""
    monkeypatch.setattr("lifecycle.usecases.again.PAGE", 2)
    contracts(installation, 5)
    whole, pages = as_page, iter(range(10))

    def cut_short(write: Callable[[], Any]) -> Any:
        if next(pages) == 1:
            raise KeyboardInterrupt
        return whole(write)

    keeper = installation.app(ADMIN)
    with monkeypatch.context() as killed:
        killed.setattr("lifecycle.watch.sweep.as_page", cut_short)
        with pytest.raises(KeyboardInterrupt):
            sweep(keeper)
    first = installation.count("alert")
    assert first > 0
    sweep(installation.app(ADMIN))
    assert installation.count("alert") > first
    untold = (
        "SELECT id FROM alert WHERE code NOT LIKE 'AL%' AND id NOT IN (SELECT alert FROM message_step)"
        " AND id NOT IN (SELECT alert FROM alert_step)"
    )
    assert installation.rows(untold) == []
    twice = (
        "SELECT alert FROM message_step JOIN outbox ON outbox.id = message_step.message"
        " GROUP BY alert, step, message_step.repeat, division, post, channel HAVING count(*) > 1"
    )
    assert installation.rows(twice) == []
    assert sweep(installation.app(ADMIN)).messages_queued == 0
    assert verify(installation.app(ADMIN)).faults == []


def test_a_page_that_loses_again_and_again_is_written_in_halves() -> None:
    """Down to the contract that somebody else is at; the others are written, each once."""
    held, written = {"R6-0003"}, []

    def write(part: Sequence[str]) -> None:
        if held & set(part):
            if len(part) == 1:
                held.clear()
            raise LostRaceError("")
        written.append(list(part))

    assert len(list(in_parts([f"R6-000{n}" for n in range(1, 6)], write))) == 3
    assert written == [["R6-0001", "R6-0002"], ["R6-0003"], ["R6-0004", "R6-0005"]]


def test_every_deed_of_one_transaction_is_tried_again() -> None:
    """A deed that opens a transaction says so where it stands; those that go their own way are named here."""
    forgotten = []
    for path in sorted(Path(lifecycle.usecases.__file__).parent.glob("*.py")):
        if path.stem in _OWN_WAY:
            continue
        for deed in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(deed, ast.FunctionDef) or "tried_again" in map(ast.unparse, deed.decorator_list):
                continue
            opened = [ast.unparse(one.context_expr) for w in _own(deed) if isinstance(w, ast.With) for one in w.items]
            if any(call.startswith(("working(", "writing(")) for call in opened):
                forgotten.append(f"{path.stem}.{deed.name}")
    assert forgotten == ["rule_publishing._judge_anew"], "it is called within a deed that is tried again"


def _own(deed: ast.FunctionDef) -> list[ast.AST]:
    """What stands in a function, those within it left out."""
    inner = {
        id(node) for f in ast.walk(deed) if isinstance(f, ast.FunctionDef) and f is not deed for node in ast.walk(f)
    }
    return [node for node in ast.walk(deed) if id(node) not in inner]
