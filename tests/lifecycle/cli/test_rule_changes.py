"""`rules impact` and `rules diff` as somebody types them."""

from pathlib import Path

from command_line import CommandLine
from drafts import a_draft, entry, threshold


def lower(folder: Path, since: str = "2024-11-01") -> str:
    """A draft that asks for a visit from 500 records on."""
    return str(a_draft(folder, entry("S3-01", values=threshold(500, since))))


def test_impact_counts_first_and_then_names_every_contract(asking: CommandLine, tmp_path: Path) -> None:
    """By rule and by 所属, then contract by contract with the reasons old → new; the same numbers in JSON."""
    draft = lower(tmp_path / "案")
    document, said = asking("rules", "impact", draft, "--json").json, asking("rules", "impact", draft)
    assert said.code == 0
    turns = document["turns"]
    assert document["rules"] == {"S3-01": {"fails": len(turns)}}
    assert sum(row["fails"] for row in document["divisions"].values()) == len(turns) == 6
    assert document["contracts"] + document["ended"] == 190
    lines = said.out.splitlines()
    assert "何も記録していません" in lines[0]
    counted = next(n for n, line in enumerate(lines) if line.startswith("  S3-01 委託先の実地調査"))
    assert lines[counted].endswith("新たに不足 6")
    for turn in turns:
        assert any(line.startswith(f"  {turn['subject']} ") for line in lines[counted:])
    assert "1,000件未満" in turns[0]["old"]["reason"]
    assert "500件以上" in turns[0]["new"]["reason"]
    assert "架空" in said.err


def test_a_draft_that_has_not_begun_says_so_and_shows_its_effect_later(asking: CommandLine, tmp_path: Path) -> None:
    """A first date in the future: nothing today, and the day to ask for."""
    draft = lower(tmp_path / "案", "2025-04-01")
    today = asking("rules", "impact", draft)
    assert "--as-of 2025-04-01" in today.out
    assert "影響 0件" in today.out
    document = asking("rules", "impact", draft, "--as-of", "R7.4.1", "--json").json
    assert document["not_reached"] == []
    assert [turn["effect"] for turn in document["turns"]] == ["fails"] * 6


def test_a_malformed_draft_is_refused_with_every_fault(asking: CommandLine, tmp_path: Path) -> None:
    """7, and each fault with its file and place."""
    draft = a_draft(tmp_path / "案", entry("S2-12", colour='"赤"'), entry("S2-11", cites='[{ source = "無い" }]'))
    (draft / "source.toml").write_text("", encoding="utf-8")
    said = asking("rules", "impact", str(draft))
    assert said.code == 7
    assert "誤りが3件" in said.err
    for place in ("rules/draft.toml: S2-12.colour", "rules/draft.toml: S2-11", "source.toml: -"):
        assert place in said.err
    assert asking("rules", "impact", str(tmp_path / "無い")).code == 6


def test_diff_tells_what_came_into_force_with_its_source(asking: CommandLine) -> None:
    """The day, the rule, the circular; a source's text is marked by how sure it is."""
    said = asking("rules", "diff", "R5.12.25", "R5.12.26")
    assert "令和5年12月26日" in said.out
    assert "S2-07 最新のチェックリストの使用" in said.out
    assert "5広第1237号 記2" in said.out.replace("\n    ", "")
    changes = asking("rules", "diff", "2023-12-25", "2023-12-26", "--json").json
    assert {"on", "kind", "id", "label", "old", "new", "source"} == set(changes[0])


def test_equal_days_have_no_changes_and_days_in_the_wrong_order_are_refused(asking: CommandLine) -> None:
    """Nothing changed within no time; a slip of order is not answered with a lie."""
    assert asking("rules", "diff", "R5.12.26", "R5.12.26", "--json").json == []
    assert "変わったところはありません" in asking("rules", "diff", "R5.12.26", "R5.12.26").out
    assert asking("rules", "diff", "R5.12.26", "R5.12.25").code == 2
    assert asking("rules", "diff", "R5.12.26", "令和五年").code == 2
