"""Seals kept elsewhere convict whoever mends everything inside: database, triggers and the journal's own seals."""

import os
import sqlite3
import stat
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from command_line import write_ledger
from hypothesis import given
from hypothesis import strategies as st
from installation import ADMIN, HEAD, ID, OFFICER, Installation, a_contract, hand_in
from rewriting import cut_chain, forge, reseal, take_out, without_seals

from config.errors import InputRejectedError, RoleError, SetupError, UsageError
from lifecycle.records.lost_database import LAST_SEAL
from lifecycle.records.seal_file import lines_of, read_line
from lifecycle.records.seals import SealValue
from lifecycle.usecases.audit import Verification, verify
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.moves import advance
from lifecycle.usecases.seal_check import seals_stand
from lifecycle.usecases.sealing import Sealed, seal
from lifecycle.usecases.taken_up import acknowledge
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

OTHER = "R6-0002"


@pytest.fixture
def kept(installation: Installation, tmp_path: Path) -> Path:
    """Two contracts, sealed on two days, the second grown between; the seals are kept in a file outside the home."""
    path = tmp_path / "outside" / "seals.jsonl"
    path.parent.mkdir()
    installation.settings("[seal]\n", f'[seal]\nfile = "{path}"\n')
    a_contract(installation.app())
    a_contract(installation.app(), OTHER)
    seal(installation.app(ADMIN), nightly=True)
    hand_in(installation.app(OFFICER, "2024-06-04"), "duty_notice", id_=OTHER)
    seal(installation.app(ADMIN, "2024-06-05"), nightly=True)
    assert found(installation).faults == []
    return path


def found(installation: Installation, against: object = None) -> Verification:
    """What verify finds."""
    return verify(installation.app(ADMIN, "2024-06-06"), against)  # type: ignore[arg-type]


def test_each_seal_adds_a_line_that_only_its_owner_reads(kept: Path) -> None:
    """Count, last numbers of the chains that grew, root, the seal before; the second line has what moved, no more."""
    first, second = lines_of(kept)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert (first.before, second.before) == (None, first.root)
    assert second.events > first.events
    grown = {subject for subject, _, _ in second.heads}
    assert OTHER in grown
    assert ID not in grown
    assert {ID, OTHER} <= {subject for subject, _, _ in first.heads}


def test_a_night_in_which_nothing_happened_makes_no_further_seal(installation: Installation, kept: Path) -> None:
    """Otherwise seals would seal seals for ever."""
    again = seal(installation.app(ADMIN, "2024-06-07"), nightly=True)
    assert (again.number, again.unwritten) == (2, "")
    assert len(list(lines_of(kept))) == 2


def test_a_cut_tail_is_told_with_its_chain_and_since_when(installation: Installation, kept: Path) -> None:
    """The head was cut with it: only what is kept elsewhere knows that there was more."""
    cut_chain(installation, OTHER, 1)
    reseal(installation)
    inside, outside = without_seals(found(installation, None)), found(installation).seals
    assert inside == []
    assert any(f"{OTHER} の末尾が切り取られています(封印2番(令和6年6月5日)の時は" in fault for fault in outside)
    assert any("封印1番(令和6年6月3日)までは控えと一致" in fault for fault in outside)


def test_a_contract_taken_out_whole_is_told(installation: Installation, kept: Path) -> None:
    """With its head, its tables and every seal made anew."""
    take_out(installation, ID)
    reseal(installation)
    assert without_seals(found(installation)) == []
    assert any(f"{ID} の記録が全て失われています(封印1番" in fault for fault in found(installation).seals)


def test_a_journal_rewritten_whole_with_new_seals_is_told(installation: Installation, kept: Path) -> None:
    """Every hash is right again, inside; the first event that was forged is in a chain that is named."""
    forge(installation, OTHER, 1, "actor", "別人")
    reseal(installation)
    assert without_seals(found(installation)) == []
    told = found(installation).seals
    assert any(fault.startswith(f"{OTHER} の") and "封印1番(令和6年6月3日)の時と違います" in fault for fault in told)
    assert not any(fault.startswith(f"{ID} の") for fault in told)


def test_seals_that_were_all_deleted_are_told(installation: Installation, kept: Path) -> None:
    """Their chain is gone like any other."""
    take_out(installation, "seal")
    assert any("seal の記録が全て失われています" in fault for fault in found(installation).seals)


def test_two_events_that_changed_places_are_told(installation: Installation, kept: Path) -> None:
    """Each chain is sound; the order in which they were recorded is not what it was."""
    rows = installation.rows("SELECT id FROM journal WHERE subject IN (:a, :b) AND number = 1", a=ID, b=OTHER)
    one, two = sorted(row.id for row in rows)
    for old, new in ((one, -1), (two, one), (-1, two)):
        installation.tamper("UPDATE journal SET id = :new WHERE id = :old", new=new, old=old)
    assert found(installation).chain == []
    assert any("順序が入れ替わっています" in fault for fault in found(installation).seals)


def test_the_short_value_of_a_mail_convicts_as_well(installation: Installation, kept: Path) -> None:
    """Count and the root's first digits: whoever has nothing but the mail."""
    value = seal(installation.app(ADMIN, "2024-06-06")).value
    assert found(installation, SealValue.parse(str(value))).kept_seals == 4
    installation.settings(f'[seal]\nfile = "{kept}"', "[seal]")
    forge(installation, OTHER, 1, "actor", "別人")
    reseal(installation)
    assert found(installation).seals == ["封印3番が控えと違います"]
    (installation.home / LAST_SEAL).unlink()  # who mends everything inside mends the home's own note too
    assert found(installation).faults == []
    assert "一致しません" in "".join(found(installation, SealValue.parse(str(value))).seals)
    cut_chain(installation, OTHER, 1)
    take_out(installation, "seal")
    assert "件失われています" in "".join(found(installation, value).seals)


def test_a_single_line_of_the_file_is_a_kept_value_too(installation: Installation, kept: Path) -> None:
    """As it may have been printed, or pasted into a letter."""
    line = read_line(kept.read_bytes().splitlines()[0])
    assert found(installation, line).faults == []
    take_out(installation, ID)
    reseal(installation)
    installation.settings(f'[seal]\nfile = "{kept}"', "[seal]")
    assert any(fault.startswith(ID) for fault in found(installation, line).seals)


def test_an_old_copy_of_the_database_seals_nothing_and_says_so(installation: Installation, kept: Path) -> None:
    """The file knows a later seal than the journal: nothing is added to it until somebody has looked."""
    cut_chain(installation, "seal", 1)
    with pytest.raises(SetupError, match="封印2番が記録にありません。古い控え"):
        seal(installation.app(ADMIN, "2024-06-06"), nightly=True)
    assert len(list(lines_of(kept))) == 2


def test_a_file_that_can_not_be_written_fails_no_seal(installation: Installation, kept: Path, tmp_path: Path) -> None:
    """The journal has the seal; who made it is told that the file has not. The next one brings the file up to date."""
    lost = kept.rename(tmp_path / "moved")
    kept.mkdir()
    a_contract(installation.app(OFFICER, "2024-06-06"), "R6-0003")
    assert "通常のファイルではありません" in seal(installation.app(ADMIN, "2024-06-06")).unwritten
    kept.rmdir()
    os.chmod(kept.parent, 0o500)
    made: Sealed = seal(installation.app(ADMIN, "2024-06-06"))
    os.chmod(kept.parent, 0o700)
    if os.geteuid():
        assert "権限がありません" in made.unwritten
        lost.rename(kept)
        assert seal(installation.app(ADMIN, "2024-06-07")).unwritten == ""
        assert found(installation).faults == []


@pytest.mark.parametrize("spoilt", [b"{}\n", b"garbage\n", b'{"seal": "x"}\n', b"\xff\xfe\n"])
def test_a_spoilt_line_is_said_and_names_its_number(installation: Installation, kept: Path, spoilt: bytes) -> None:
    """A file that somebody edited is no silent nothing."""
    first, _, rest = kept.read_bytes().partition(b"\n")
    kept.write_bytes(first + b"\n" + spoilt + rest)
    assert any("2行目が読めません" in fault for fault in found(installation).seals)
    with pytest.raises(InputRejectedError, match="2行目が読めません"):
        found(installation, kept)


def test_a_seal_of_a_head_by_hand_is_as_good(installation: Installation) -> None:
    """Without a file the value is what is kept; the seal is journaled with count and root."""
    a_contract(installation.app())
    made = seal(installation.app(HEAD))
    assert made.value.events == installation.count("journal") - 1
    assert found(installation, made.value).faults == []


@given(st.integers(0, 10**9), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_a_short_value_is_read_as_it_is_printed(events: int, root: str) -> None:
    """In groups of four, which a person reads out; in full width and with other dashes as well."""
    value = SealValue(events, root)
    read = SealValue.parse(str(value).replace("-", "－").upper())
    assert read
    assert (read.events, root.startswith(read.root), len(read.root)) == (events, True, 20)


@pytest.mark.parametrize(
    "text", ["", "2043", "2043-8f3e", "x-8f3e-2a1c-9b0d-4e5f-1a2b", "2043-8f3e-2a1c-9b0d-4e5f-1a2"]
)
def test_what_is_no_value_is_none(text: str) -> None:
    """A value that was copied in part convicts nobody."""
    assert SealValue.parse(text) is None


@pytest.mark.parametrize("outside", [True, False], ids=["a file outside", "the home alone"])
def test_an_old_copy_that_was_put_back_is_taken_up_on_record(
    installation: Installation, kept: Path, tmp_path: Path, *, outside: bool
) -> None:
    """Until then nothing is recorded, sent or sealed; then the lost seals count no more, and what had waited is held.

    Where the settings name no file, the last seal that the home itself keeps tells of it.
    """
    if not outside:
        installation.settings(f'[seal]\nfile = "{kept}"', "[seal]")
    admin, later = installation.app(ADMIN, "2024-06-10"), installation.app(ADMIN, "2024-06-11")
    row = {"契約番号": ID, "確認日": date(2024, 5, 1), "連絡方法": "交替制在庁"}
    ledger = write_ledger(tmp_path / "台帳.xlsx", {"連絡体制": [row]})
    sweep(admin)
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(copy)) as target, closing(sqlite3.connect(installation.home / "lifecycle.db")) as now:
        now.backup(target)
    sent = RecordingChannel()
    deliver(admin, sent)
    assert sent.sent
    seal(later)
    with pytest.raises(UsageError, match="様子はありません"):
        acknowledge(later, "R6.6.10の控えに戻した")
    installation.engine.dispose()
    for side in ("-wal", "-shm"):
        (installation.home / f"lifecycle.db{side}").unlink(missing_ok=True)
    copy.replace(installation.home / "lifecycle.db")
    officer = installation.app(OFFICER, "2024-06-11")
    for deed in (
        *(lambda: sweep(later), lambda: seal(later), lambda: deliver(later, RecordingChannel())),
        *(lambda: hand_in(officer, "duty_notice"), lambda: advance(officer, ID, None)),
        lambda: import_ledger(officer, ledger),
    ):
        with pytest.raises(SetupError, match="封印3番が記録にありません。古い控え"):
            deed()
    assert not seals_stand(later)[0]
    with pytest.raises(RoleError):
        acknowledge(installation.app(OFFICER, "2024-06-11"), "R6.6.10の控えに戻した")
    assert acknowledge(later, "R6.6.10の控えに戻した") == len(sent.sent)
    again = RecordingChannel()
    deliver(later, again)
    assert again.sent == []
    hand_in(officer, "duty_notice")
    assert seal(later).unwritten == ""
    assert len(list(lines_of(kept))) == (4 if outside else 2)
    checked = verify(later)
    assert (checked.faults, checked.restorations) == ([], 1)
    assert seals_stand(later)[0]
    if outside:
        cut_chain(installation, ID, 1)
        assert verify(later).seals != []
