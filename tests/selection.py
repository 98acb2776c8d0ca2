"""Which tests run, and in which order: of many alike a sample, and those that take longest first.

A test that is put to many alike (every table, every form, every spelling) is marked `many_alike(one_in=N)`: one in N of
them runs each time, always the same ones; `--nightly` runs them all.
"""

from binascii import crc32
from collections import defaultdict
from collections.abc import Iterable

import pytest

LONGEST = (
    "tests/lifecycle/test_killed_anywhere.py",
    "tests/flows/test_prefect_flows.py",
    "tests/docs/test_readme.py",
    "tests/lifecycle/web/test_every_door.py",
    "tests/lifecycle/test_acts_by_every_door.py",
    "tests/flows/test_flows_cli.py",
    "tests/flows/test_failing_world.py",
    "tests/lifecycle/views/test_pages_of_lists.py",
    "tests/lifecycle/site/test_site_in_a_browser.py",
    "tests/lifecycle/test_postgres_dies.py",
    "tests/lifecycle/test_postgres_faults.py",
    "tests/docs/test_japanese_documents.py",
    "tests/lifecycle/watch/test_incident_calls.py",
    "tests/lifecycle/test_bad_servers.py",
    "tests/lifecycle/site/test_site_pages.py",
    "tests/lifecycle/records/test_tampering.py",
    "tests/lifecycle/records/test_verify.py",
    "tests/lifecycle/ledger/test_shapes.py",
    "tests/lifecycle/usecases/test_rule_publishing.py",
    "tests/lifecycle/test_reading_boundary.py",
    "tests/lifecycle/test_what_a_day_knew.py",
    "tests/lifecycle/cli/test_interactive.py",
    "tests/lifecycle/web/test_answers_in_a_browser.py",
    "tests/flows/test_jobs.py",
    "tests/lifecycle/watch/test_storm_guard.py",
    "tests/lifecycle/ledger_out/test_export_round_trip.py",
    "tests/cures/test_cures_of_contract.py",
    "tests/lifecycle/test_mail_reaches_the_head.py",
    "tests/lifecycle/site/test_site_time.py",
    "tests/lifecycle/cli/test_demo_command.py",
    "tests/lifecycle/test_year_of_a_circular.py",
    "tests/cures/test_cures_of_subcontract.py",
    "tests/cures/test_cures_of_checklist.py",
    "tests/cures/test_cures_of_visit.py",
)
"""The files that take longest, the longest first: begun last, one would keep a single worker busy in the end."""
_ORDER = {path: place for place, path in enumerate(LONGEST)}


def in_order(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The tests with the longest files first; else in the order in which they were found."""
    return sorted(items, key=lambda item: _ORDER.get(item.nodeid.partition("::")[0], len(_ORDER)))


def left_out(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The tests that are of many alike and not in the sample: each function's are counted from a place of its own."""
    alike: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("many_alike"):
            alike[item.nodeid.partition("[")[0]].append(item)
    return [
        item for function, of_it in alike.items() for at, item in enumerate(of_it) if not _is_kept(function, at, item)
    ]


def _is_kept(function: str, at: int, item: pytest.Item) -> bool:
    marker = item.get_closest_marker("many_alike")
    one_in = int(marker.kwargs["one_in"]) if marker else 1
    return (at + crc32(function.encode())) % one_in == 0
