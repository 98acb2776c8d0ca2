"""What an audit file holds: everything that the record holds of one contract, and no person."""

import json
import re
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from installation import ID, OFFICER, OVERSIGHT, Installation, hand_in
from packs import NAME_OF_PAPER, PAPER, Made, live, packed_bytes

from config.errors import NotFoundError, UsageError
from lifecycle.papers.pack.gather import pack
from lifecycle.records.as_of import AsOf

PERSONS = (
    OFFICER, "広報課係長", "広報課長", "委託先の責任者", "事故時の責任者", "0742-00-", "福岡太郎", "example.lg.jp",
)  # fmt: skip
TODAY = date(2024, 6, 3)


def inside(path: Path) -> dict[str, bytes]:
    """The files of a pack, as any zip program sees them."""
    with zipfile.ZipFile(path) as container:
        assert container.testzip() is None
        return {name: container.read(name) for name in container.namelist()}


def document(path: Path, name: str) -> Any:
    """A JSON document of a pack."""
    return json.loads(inside(path)[name])


def test_no_person_is_named_anywhere_in_the_file(made: Made) -> None:
    """Decision 0032: posts, never names or numbers; a file's own name may name a person (decision 0019)."""
    for name, content in inside(made.path).items():
        assert not any(person in name for person in PERSONS)
        text = content.decode("utf-8", "replace")
        # The evidence itself is what was received; the office of the posts is no person.
        if not name.startswith("evidence/"):
            assert [p for p in PERSONS if p in text] == [], name


def test_no_person_is_named_on_the_cover(made: Made, tmp_path: Path, pdftotext: str) -> None:
    """The words of the PDF as they are read on paper."""
    printed = tmp_path / "cover.pdf"
    printed.write_bytes(inside(made.path)["cover.pdf"])
    shown = subprocess.run([pdftotext, printed, "-"], capture_output=True, text=True, check=True).stdout
    assert "監査調書" in shown.replace(" ", "")
    assert [p for p in PERSONS if p in shown.replace(" ", "")] == []


def test_the_originals_are_in_under_names_that_say_kind_day_and_hash(made: Made) -> None:
    """Decision 0019: never the name it came with."""
    (name,) = [n for n in inside(made.path) if n.startswith("evidence/")]
    assert re.fullmatch(r"evidence/other_2024-04-15_[0-9a-f]{12}\.pdf", name)
    assert inside(made.path)[name] == PAPER
    assert NAME_OF_PAPER not in name


def test_the_history_has_both_dates_the_post_and_the_refusals(made: Made) -> None:
    """Architecture: a refused attempt is evidence."""
    events = document(made.path, "history.json")["events"]
    assert [e["number"] for e in events] == list(range(1, len(events) + 1))
    refused = [e for e in events if e["refused"]]
    assert refused
    assert refused[0]["post"] == "担当者"
    assert {"occurred_on", "recorded_on", "hash"} <= set(events[0])


def test_each_verdict_rests_on_the_facts_of_its_own_moment(made: Made) -> None:
    """The papers handed in later on the same day were not known when the move was refused."""
    first, *moves = document(made.path, "verdicts.json")["verdicts"]
    assert first["outcome"] == "refused"
    assert first["agrees"] is True
    assert "S1-01" in {u["code"] for u in first["verdict"]["unmet"]}
    assert [m["to"] for m in moves] == ["concluded", "checklist_received", "performing"]
    assert all(m["verdict"]["unmet"] == [] and m["agrees"] for m in moves)


def test_the_rules_are_quoted_with_source_strength_and_stand(made: Made) -> None:
    """Whoever reads the file has no rule book."""
    told = document(made.path, "verdicts.json")
    rule = told["rules"]["S1-01"]
    assert {"text", "strength", "standing", "sources", "last_verified_on"} <= set(rule)
    assert all(source["standing"] for source in rule["sources"])
    assert told["verdicts"][0]["rules_on"]["rules"]["S1-01"]["in_force"] is True


def test_exceptions_subcontracts_alerts_and_seals_are_told(made: Made) -> None:
    """The brief of an audit file: nothing of the contract is left out."""
    contract = document(made.path, "contract.json")
    (override,) = contract["overrides"]
    assert override["requested_by"] == "担当者"
    assert [d["by"] for d in override["decisions"]] == [OVERSIGHT]
    assert [s["id"] for s in contract["subcontracts"]] == [f"{ID}/1"]
    assert contract["alerts"]
    assert contract["messages"]
    (seal,) = document(made.path, "manifest.json")["seals"]
    assert seal["covers"] == document(made.path, "manifest.json")["head"]["number"]


def test_the_same_facts_day_and_clock_give_the_same_bytes(made: Made, tmp_path: Path) -> None:
    """Two files can be compared; nothing in them comes from the machine."""
    again = packed_bytes(made.installation, tmp_path / "again.zip", AsOf(TODAY))
    assert again == made.path.read_bytes()
    made.installation.engine.dispose()


def test_a_late_document_does_not_change_what_was_known(installation: Installation, tmp_path: Path) -> None:
    """semantics §7: --known-by; only the day and hour of making may differ."""
    live(installation, tmp_path)
    as_of = AsOf(TODAY, TODAY)
    packed_bytes(installation, tmp_path / "then.zip", as_of)
    hand_in(installation.app(now="2024-06-20"), "onsite_inspection")
    packed_bytes(installation, tmp_path / "later.zip", as_of, "2024-06-20")
    then, later = inside(tmp_path / "then.zip"), inside(tmp_path / "later.zip")
    changed = {name for name in then | later if then.get(name) != later.get(name)}
    assert changed == {"MANIFEST.sha256", "manifest.json", "cover.html", "cover.pdf"}


def test_what_came_after_the_day_stays_out_of_the_pages(made: Made, tmp_path: Path) -> None:
    """semantics §7: --as-of; the chain alone goes on to the last event of the day without a hole, to be followed."""
    path = tmp_path / "april.zip"
    packed_bytes(made.installation, path, AsOf(date(2024, 4, 12)))
    made.installation.engine.dispose()
    history = document(path, "history.json")
    assert history["later"] > 0
    assert max(e["occurred_on"] for e in history["events"]) <= "2024-04-12"
    assert not [name for name in inside(path) if name.startswith("evidence/")]
    chain = inside(path)["journal/events.jsonl"].splitlines()
    assert len(chain) == history["later"] + len(history["events"]) <= made.packed.events
    assert inside(made.path)["journal/events.jsonl"].splitlines()[: len(chain)] == chain


def test_an_original_that_is_gone_is_named_and_the_rest_is_packed(installation: Installation, tmp_path: Path) -> None:
    """An auditor must see that it is missing."""
    live(installation, tmp_path)
    (original,) = [p for p in (installation.home / "evidence").rglob("*") if p.is_file()]
    original.unlink()
    done = pack(installation.app(), ID, tmp_path / "gone.zip", AsOf(TODAY))
    assert len(done.missing) == 1
    contract = document(tmp_path / "gone.zip", "contract.json")
    assert contract["missing"] == 1
    assert "原本のファイルがありません" in inside(tmp_path / "gone.zip")["cover.html"].decode()


def test_an_erased_name_stays_erased(installation: Installation, tmp_path: Path) -> None:
    """semantics §9: 消去済 is all that is said."""
    live(installation, tmp_path)
    with installation.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET value = NULL, salt = NULL WHERE subject = 'R6-0001'")
    packed_bytes(installation, tmp_path / "erased.zip", AsOf(TODAY))
    assert "消去済" in inside(tmp_path / "erased.zip")["contract.json"].decode()


def test_another_file_is_never_written_over_unasked(made: Made, tmp_path: Path) -> None:
    """Decision 0032: --force says so; the old one stays as it was."""
    path = tmp_path / "there.zip"
    path.write_bytes(b"mine")
    app = made.installation.app()
    with pytest.raises(UsageError, match="既にあります"):
        pack(app, ID, path, AsOf(TODAY))
    assert path.read_bytes() == b"mine"
    with pytest.raises(NotFoundError, match="フォルダー"):
        pack(app, ID, tmp_path / "no" / "x.zip", AsOf(TODAY))
    with pytest.raises(UsageError, match=r"\.zip"):
        pack(app, ID, tmp_path / "x.pdf", AsOf(TODAY))
    with pytest.raises(NotFoundError, match="R6-9999"):
        pack(app, "R6-9999", tmp_path / "x.zip", AsOf(TODAY))
    assert [p.name for p in tmp_path.iterdir()] == ["there.zip"]
    made.installation.engine.dispose()


def test_the_file_is_readable_by_its_owner_only(made: Made) -> None:
    """The originals may name persons."""
    assert made.path.stat().st_mode & 0o077 == 0
    assert made.accounts.stat().st_mode & 0o077 == 0
