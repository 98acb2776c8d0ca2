"""What a draft circular would do to live contracts: told in full, stored nowhere."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from drafts import a_draft, entry, threshold
from installation import (
    FOR_COMPLETION,
    FOR_PERFORMING,
    ID,
    NOT_TO_BE_WARNED,
    NOW,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)
from sqlalchemy import event

from config.drafts import load_draft
from config.vocabulary import Stage, Standing, Status
from lifecycle.app import App, open_app
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import CHUNK
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.usecases.moves import advance
from lifecycle.views.impact import Effect, Impact, impact

TODAY = AsOf(date.fromisoformat(NOW))


def of(app: App, folder: Path, *entries: str, as_of: AsOf = TODAY) -> Impact:
    """The impact of a draft with these rules."""
    return impact(app, load_draft(a_draft(folder, *entries)), as_of)


def told(found: Impact) -> list[tuple[Effect, str, str]]:
    """The effects, each with its rule and subject."""
    return [(turn.effect, turn.code, turn.new.subject) for turn in found.turns]


@pytest.fixture
def performing(installation: Installation) -> Installation:
    """A contract with 500 records on its way (履行中), with nothing amiss, and another that is completed."""
    for id_ in (ID, "R6-0002"):
        a_contract(installation.app(), id_)
        hand_in(installation.app(), *FOR_PERFORMING, *NOT_TO_BE_WARNED, id_=id_)
        advance(installation.app(), id_, Stage.PERFORMING)
    hand_in(installation.app(), *FOR_COMPLETION, id_="R6-0002")
    advance(installation.app(), "R6-0002", Stage.COMPLETED)
    return installation


def test_a_lower_threshold_newly_fails_the_contracts_between(performing: Installation, tmp_path: Path) -> None:
    """500 instead of 1,000 records: the running contract newly owes a visit; the completed one is not asked."""
    found = of(performing.app(), tmp_path / "draft", entry("S3-01", values=threshold(500, "2024-05-01")))
    assert told(found) == [(Effect.FAILS, "S3-01", ID)]
    assert (found.contracts, found.ended) == (1, 1)
    (turn,) = found.turns
    assert turn.old
    assert turn.old.status is Status.NOT_APPLICABLE
    assert "500件以上" in turn.new.reason
    assert turn.new.gate is Stage.PERFORMING
    assert found.before[Standing.OK] == found.after[Standing.NEEDS_CORRECTION] == 1


def test_a_draft_whose_day_has_not_come_changes_nothing_until_then(performing: Installation, tmp_path: Path) -> None:
    """The same contract judged on the eve and on the day."""
    draft = load_draft(a_draft(tmp_path / "draft", entry("S3-01", values=threshold(500, "2024-06-10"))))
    assert told(impact(performing.app(), draft, AsOf(date(2024, 6, 9)))) == []
    assert told(impact(performing.app(), draft, AsOf(date(2024, 6, 10)))) == [(Effect.FAILS, "S3-01", ID)]


def test_a_warning_that_becomes_a_block_is_told_apart(installation: Installation, tmp_path: Path) -> None:
    """S2-12 (意見8) made a gate: what was a warning is owed."""
    a_contract(installation.app())
    found = of(installation.app(), tmp_path / "draft", entry("S2-12", gates='["checklist_received"]'))
    assert told(found) == [(Effect.BLOCKS, "S2-12", ID)]


def test_a_block_that_becomes_a_warning_and_one_that_ends_are_told(installation: Installation, tmp_path: Path) -> None:
    """Without its gate a rule warns; before its first date it asks nothing."""
    a_contract(installation.app())
    a_subcontract(installation.app(), handles_pi=True, started_on="2024-05-01")
    found = of(
        installation.app(), tmp_path / "draft", entry("S2-04", gates="[]"), entry("S4-05", first_on="2030-04-01")
    )
    assert told(found) == [(Effect.EASES, "S2-04", ID), (Effect.PASSES, "S4-05", f"{ID}/1")]


def test_a_deadline_and_a_gate_that_move_are_told(installation: Installation, tmp_path: Path) -> None:
    """The duty is as unmet as before; its day or its gate is another."""
    a_contract(installation.app())
    deadline = '{ days = 5, counted_from = "concluded_on" }'
    found = of(
        installation.app(),
        tmp_path / "draft",
        entry("S2-04", deadline=deadline),
        entry("S2-11", gates='["performing"]'),
    )
    assert told(found) == [(Effect.DUE, "S2-04", ID), (Effect.GATE, "S2-11", ID)]
    assert [(t.old.due_on, t.new.due_on) for t in found.turns[:1] if t.old] == [(date(2024, 4, 19), date(2024, 4, 8))]


def test_a_rule_nobody_can_judge_yet_is_named(installation: Installation, tmp_path: Path) -> None:
    """A new code whose guard nobody has written yet: its effect is unknown, not none."""
    a_contract(installation.app())
    new = entry("S1-01", code='"S1-99"', guard='"not_written_yet"')
    found = of(installation.app(), tmp_path / "draft", new, entry("S3-02", gates='["performing"]'))
    assert found.unjudged == ("S1-99",)
    assert not [turn for turn in found.turns if turn.code == "S1-99"]


def test_an_exception_in_force_is_weighed_by_both_books(performing: Installation, tmp_path: Path) -> None:
    """Evidence that lacks under the draft alone is judged on the same facts."""
    hand_in(performing.app(), "onsite_inspection")
    found = of(performing.app(), tmp_path / "draft", entry("S3-01", values=threshold(500, "2024-05-01")))
    assert told(found) == []


DRAFTS: Sequence[tuple[str, ...]] = (
    (entry("S3-01", values=threshold(500, "2024-05-01")),),
    (entry("S2-12", gates='["checklist_received"]'), entry("S4-03", gates="[]"), entry("S1-09", gates='["concluded"]')),
    (entry("S1-01", first_on="2024-06-01"), entry("S2-04", deadline='{ days = 90, counted_from = "concluded_on" }')),
)


@pytest.mark.parametrize("number", range(3))
def test_what_turns_accounts_for_every_duty_owed(sample_home: Path, tmp_path: Path, number: int) -> None:
    """Owed under the draft = owed under the book + newly owed − no longer owed, counted contract by contract."""
    environment = {"LIFECYCLE_HOME": str(sample_home), "LIFECYCLE_NOW": "2024-11-26T09:00:00+09:00"}
    app = open_app(actor="管理者", environment=environment, home=sample_home)
    draft, as_of = load_draft(a_draft(tmp_path / "draft", *DRAFTS[number])), AsOf(date(2024, 11, 26))
    found = impact(app, draft, as_of)
    judge = replace(app.assessor, book=draft.book)
    with app.reading() as connection:
        live = [
            c
            for c in load_contracts(connection, contract_ids(connection), as_of)
            if c.stage not in (Stage.COMPLETED, Stage.WITHDRAWN)
        ]
    app.engine.dispose()
    assert found.contracts == len(live)
    assert found.turns
    for contract in live:
        old, new = (len(by.assess(contract, as_of.on).blocking()) for by in (app.assessor, judge))
        effects = [turn.effect for turn in found.turns if turn.contract == contract.id]
        more = sum(effect in (Effect.FAILS, Effect.BLOCKS) for effect in effects)
        less = sum(effect in (Effect.PASSES, Effect.EASES) for effect in effects)
        assert new == old + more - less, contract.id


def test_nothing_is_stored_and_the_facts_are_loaded_once(performing: Installation, tmp_path: Path) -> None:
    """Both books judge one load; not a row is written."""
    statements: list[str] = []
    app = performing.app()
    draft = load_draft(a_draft(tmp_path / "draft", entry("S3-01", values=threshold(500, "2024-05-01"))))
    event.listen(app.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    before = {table: performing.count(table) for table in ("journal", "obligation", "assessment", "outbox")}
    impact(app, draft, TODAY)
    chunks = -(-performing.count("contract") // CHUNK)
    # The records of a chunk, by whom they came, and the incidents of the same contractors.
    assert sum("FROM record" in statement for statement in statements) == 3 * chunks == 3
    assert not [s for s in statements if s.split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert {table: performing.count(table) for table in before} == before
