"""`rules impact` and `rules diff` as somebody types them."""

from datetime import date
from pathlib import Path

from command_line import CommandLine
from drafts import a_draft, entry, threshold

from config.loader import shipped_book
from config.wareki import short_date


def lower(folder: Path, since: str = "2024-11-01") -> str:
    """A draft that asks for a visit from 500 records on."""
    return str(a_draft(folder, entry("S3-01", values=threshold(500, since))))


def successor(folder: Path, first_on: str) -> str:
    """A draft of a checklist that succeeds the newest, as its skeleton says it."""
    newest = shipped_book().editions_of("checklist")[-1]
    label = short_date(date.fromisoformat(first_on))
    asks = "".join(f'[[edition.asks]]\nrule = "{ask.rule}"\n' for ask in newest.asks)
    folder.mkdir()
    (folder / "forms").mkdir()
    (folder / "editions.toml").write_text(
        f'[[edition]]\nid = "new"\nform = "checklist"\nlabel = "{label}"\nissued_on = {first_on}\n'
        f'cite = {{ source = "{newest.cite.source}" }}\n{asks}',
        encoding="utf-8",
    )
    (folder / "forms" / "new.toml").write_text(
        f'edition = "new"\nbased_on = "{newest.id}"\ncite = {{ source = "{newest.cite.source}" }}\n', encoding="utf-8"
    )
    return str(folder)


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


def test_a_draft_that_has_not_begun_shows_its_effect_on_its_day(asking: CommandLine, tmp_path: Path) -> None:
    """A first date in the future: its effect then; asked of today nothing, and the day to ask for."""
    draft = lower(tmp_path / "案", "2025-04-01")
    assert "令和7年4月1日現在" in asking("rules", "impact", draft).out
    today = asking("rules", "impact", draft, "--as-of", "R6.11.26")
    assert "--as-of 2025-04-01" in today.out
    assert "影響 0件" in today.out
    document = asking("rules", "impact", draft, "--json").json
    assert document["not_reached"] == []
    assert [turn["effect"] for turn in document["turns"]] == ["fails"] * 6


def test_each_office_is_told_what_it_will_have_to_do_and_which_contracts_end_before(
    asking: CommandLine, tmp_path: Path
) -> None:
    """By the remedy of the new edition and its own due date: nothing is due on the first day, and nobody who ended."""
    reached = successor(tmp_path / "a", "2025-03-10")
    document = asking("rules", "impact", reached, "--json").json
    (edition,) = document["editions"]
    assert (edition["bound"], edition["ended"], edition["binds"]) == (document["contracts"], 0, "running_on")
    assert sum(task["duties"] for task in document["tasks"]) == len(document["turns"])
    assert {task["division"] for task in document["tasks"]} == set(document["divisions"])
    for task in document["tasks"]:
        assert "R7.3.10" in task["remedy"]
        assert task["first_due_on"] == "2025-03-31"
    said = asking("rules", "impact", reached)
    assert "令和7年3月10日から89件に及びます" in said.out
    assert "所属がすること" in said.out
    late = asking("rules", "impact", successor(tmp_path / "b", "2025-04-01"))
    assert "それより前に終わる 89件には及びません" in late.out
    assert "影響 0件" in late.out


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
