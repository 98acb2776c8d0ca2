"""`evidence list / open / save`: an original reaches who may open it as a private copy."""

from pathlib import Path

from command_line import HEAD, OFFICER, CommandLine, attach


def test_an_original_is_listed_opened_and_saved(sample: CommandLine, tmp_path: Path) -> None:
    """The copy is readable by its owner alone, never over another file; each time is on record."""
    attach(
        sample, "onsite_inspection", "inspected_on=R6.11.20", "place=受託者事務所", "inspected_by=担当者13", "fit=適"
    )
    (one,) = sample("evidence", "list", "R6-0012", "--json", actor=HEAD).json
    assert (one["number"], one["kind"], one["type"]) == (1, "onsite_inspection", "text")
    assert one["sha256"] in sample("evidence", "list", "R6-0012", actor=HEAD).out
    path = Path(sample("evidence", "open", "R6-0012", "1", actor="監査委員事務局").out.strip())
    assert path.read_text(encoding="utf-8") == "onsite_inspection の原本"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    target = tmp_path / "写し.txt"
    words = ("evidence", "save", "R6-0012", one["sha256"][:10], "-o", str(target))
    assert sample(*words, actor=OFFICER).code == 0
    assert target.read_bytes() == path.read_bytes()
    assert sample(*words, actor=OFFICER).code == 2
    opened = [e for e in sample("history", "R6-0012", "--json", actor=HEAD).json if e["kind"] == "original_opened"]
    assert [event["actor"] for event in opened] == ["監査委員事務局", OFFICER]
    assert "原本" in sample("history", "R6-0012", actor=HEAD).out


def test_an_original_of_another_office_is_refused(sample: CommandLine, tmp_path: Path) -> None:
    """Exit 4, and nothing is written."""
    attach(
        sample, "onsite_inspection", "inspected_on=R6.11.20", "place=受託者事務所", "inspected_by=担当者13", "fit=適"
    )
    for words in (("list",), ("open", "1"), ("save", "1", "-o", str(tmp_path / "x.txt"))):
        assert sample("evidence", words[0], "R6-0012", *words[1:], actor="担当者01").code == 4
        assert sample("evidence", words[0], "R6-0012", *words[1:]).code == 4
    assert not (tmp_path / "x.txt").exists()
