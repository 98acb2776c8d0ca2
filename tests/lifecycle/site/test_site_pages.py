"""What the pages say: the same as the commands, of every contract, with nothing of persons and nothing that runs."""

import json
import re
from datetime import date
from pathlib import Path

import orjson
from command_line import INCURABLE
from installation import Installation
from sites import AS_OF, CONTRACT, DEEP, ENDED, HOSTILE, HOSTILE_TITLE, OFFICE, Site, opened
from sqlalchemy import Connection, text

from config.wareki import format_date
from lifecycle.papers.site import links
from lifecycle.papers.site.build import build_site
from lifecycle.papers.site.duties import weightiest_first
from lifecycle.papers.tables.count import count
from lifecycle.papers.tables.table_notes import table_notes
from lifecycle.records.as_of import AsOf
from lifecycle.views.contracts import list_contracts
from lifecycle.views.owed import owed

ON = AsOf(date.fromisoformat(AS_OF))


def test_every_link_and_fragment_resolves(site: Site) -> None:
    """Links all resolve; they are relative, so the folder may be moved or shared."""
    broken = []
    for path, page in site.pages.items():
        for link in page.links:
            assert not re.match(r"[a-z]+:|/", link), link
            file, _, mark = link.partition("#")
            target = (site.folder / path).parent.joinpath(file).resolve() if file else (site.folder / path).resolve()
            there = target.is_file()
            name = target.relative_to(site.folder.resolve()).as_posix() if there else ""
            if not there or (mark and mark not in site.pages[name].ids):
                broken.append(f"{path}: {link}")
    assert broken == []


def test_every_page_is_whole(site: Site) -> None:
    """WCAG 1.3.1: one h1, no level skipped, ids unique, every element closed, the date on every page."""
    for path, page in site.pages.items():
        assert page.headings.count(1) == 1, path
        assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False)), path
        assert len(page.ids) == len(set(page.ids)), path
        assert page.open == [], path
        assert "基準日 令和6年12月10日" in page.text, path
        assert "この台帳は合成したもの" in page.text, path


def test_the_board_holds_every_contract_as_the_list_has_it(site: Site, lively_home: Path) -> None:
    """Generated from the same queries as the CLI."""
    listed = list_contracts(opened(lively_home, "監査委員事務局", AS_OF), ON)
    board = site.html(links.BOARD)
    assert board.count("data-division=") == len(listed) >= 192
    for row in listed:
        assert links.contract_page(row.id) in board
    standings = {s: sum(r.standing == s for r in listed) for s in ("needs_correction", "attention", "ok")}
    assert {s: board.count(f'data-standing="{s}"') for s in standings} == standings


def test_the_offices_owe_what_due_lists(site: Site, lively_home: Path) -> None:
    """Per 所属 a summary for its head, what to do first."""
    due = [one.duty for one in owed(opened(lively_home, "監査委員事務局", AS_OF), OFFICE, as_of=ON)]
    page = site.pages[links.division_page(OFFICE)]
    late = sum(d.overdue_business_days > 0 for d in due)
    assert f"期限を過ぎた義務が{late}件あります" in page.text
    first = weightiest_first(d for d in due if d.due_on)[0]
    assert page.text.index(first.reason) < page.text.index(first.remedy)
    assert f"{first.overdue_business_days}開庁日超過" in page.text


def test_a_contract_says_what_is_missing_by_which_source_and_what_cures_it(site: Site, lively_home: Path) -> None:
    """Missing duties with source and cure on top."""
    app = opened(lively_home, "監査委員事務局", AS_OF)
    page = site.pages[links.contract_page(INCURABLE)]
    for duty in (one.duty for one in owed(app, as_of=ON)):
        if duty.contract == INCURABLE:
            assert duty.reason in page.text
            assert duty.remedy in page.text
            assert app.book.source_text(duty.code, ON.on) in page.text
    assert page.text.index("足りない義務") < page.text.index("起きたこと")
    steps = page.text.partition("次に登録するもの")[2]
    assert "実地調査: 実施日、場所、調査者、結果" in " ".join(steps.split())
    assert "--set" not in page.text


def test_the_history_keeps_refusals_and_marks_exceptions(site: Site) -> None:
    """Timeline of everything that happened with overrides marked; a refused attempt is evidence."""
    moved = site.pages[links.contract_page(CONTRACT)].text
    assert "■ 止められた: 「検査」へ進めようとして止められた(不足 S1-10、S3-01、S5-01)" in moved
    assert "[S3-01] 1,000件以上(25,000件)の保有個人情報" in moved
    excepted = site.pages[links.contract_page(INCURABLE)].text
    assert f"▲ 例外: 例外承認 {INCURABLE}-E1 を承認した(規程上の例外ではない)" in excepted
    assert f"{INCURABLE}-E1 適用中" in site.pages[links.EXCEPTIONS].text
    assert "委託先の廃業により解除した" in site.pages[links.contract_page(ENDED)].text


def test_evidence_is_shown_by_hash_never_by_name(site: Site, lively_home: Path) -> None:
    """Decision 0019: a file's name may name a person; the hash proves the file."""
    stored = {p.name for p in (lively_home / "evidence").rglob("*") if p.is_file()}
    shown = set(re.findall(r"\b[0-9a-f]{64}\b", site.pages[links.contract_page(CONTRACT)].text))
    assert shown
    assert shown <= stored
    assert not any("山田花子" in site.html(path) for path in site.paths)


def test_alerts_are_told_with_day_step_and_end(site: Site) -> None:
    """Alerts sent, on the contract's page and in the register."""
    told = site.pages[links.contract_page(CONTRACT)].text
    days = r"R6\.4\.1 R6\.11\.26 R6\.11\.26 担当者・係長への督促〔.{0,80}〕 — R6\.12\.10"
    assert re.search(rf"R6-0012 S1-10 .{{0,40}} {days}", told)
    assert "未解消" in site.pages[links.ALERTS].text


def test_subcontracts_stand_as_a_tree_of_any_depth(site: Site) -> None:
    """Subcontract tree."""
    page = site.pages[links.contract_page(DEEP)]
    numbers = [".".join(["1"] * depth) for depth in range(1, 13)]
    places = [page.text.index(f"再委託{no} 第{depth}層の再委託先") for depth, no in enumerate(numbers, start=1)]
    assert places == sorted(places)
    assert all(links.subcontract_mark(no) in page.ids for no in numbers)


def test_a_hostile_title_is_text_and_nothing_else(site: Site) -> None:
    """What somebody typed is never markup, script or template, on any page."""
    path = links.contract_page(HOSTILE)
    assert HOSTILE_TITLE in site.pages[path].text
    assert HOSTILE in site.pages[path].text
    for page in site.pages.values():
        assert "img" not in page.elements
        assert "i" not in page.elements
        scripts = page.elements.count("script")
        assert scripts == (1 if page.path == links.BOARD or page.path.startswith("board/") else 0)
        assert "49" not in re.findall(r"alert\('壊す'\)</script>(..)", page.text)


def persons_named(connection: Connection) -> set[str]:
    """The names and numbers of persons that stand in records and offices; a reference to a free text tells a length."""
    stored = [
        value
        for column in ("fields FROM record", "fields FROM division")
        for row in connection.execute(text(f"SELECT {column}"))
        for value in orjson.loads(row[0]).values()
    ]
    references = {v["ref"] for v in stored if isinstance(v, dict) and "length" not in v}
    rows = connection.execute(text("SELECT id, value FROM person"))
    return {row.value for row in rows if row.value and row.id in references}


def test_no_page_names_a_person_or_tells_a_number(site: Site, lively_home: Path) -> None:
    """Posts, not names; mail addresses typed into a text are hidden. Bare posts of the sample name nobody."""
    with opened(lively_home, "管理者", AS_OF).reading() as connection:
        kept = persons_named(connection)
    persons = {value for value in kept if re.search(r"\d\d|@|\d-\d", value) or "花子" in value}
    assert len(persons) > 50
    for path in site.paths:
        said = site.pages[path].text
        assert [value for value in persons if value in said] == [], path
        assert "@" not in said.replace("@page", ""), path


def test_the_tables_stand_beside_the_reports_figures(lively_home: Path, tmp_path: Path) -> None:
    """Our figure, the report's, the difference; as of the audit's day every one of them agrees."""
    app = opened(lively_home, "監査委員事務局", "2024-11-26")
    build_site(app, tmp_path / "s", date(2024, 11, 26), date(2024, 11, 26))
    built = Site(tmp_path / "s")
    front = built.pages[links.TABLES].text
    assert "相違" not in front
    assert front.count("一致") >= 12
    assert "190 報告書 190" in front
    assert "80 報告書 80" in front
    fifth = built.pages[links.table_page(5)].text
    assert "全て一致" in fifth
    assert "令和6年度 83 30 53 27 26 31.3% 報告書 83 30 53 27 26 31.3% 差 0 0 0 0 0 一致" in fifth
    assert "令和5年度 0 0 0 空欄 報告書 0 0 0 空欄" in built.pages[links.table_page(9)].text


def test_a_difference_from_the_report_is_said(site: Site) -> None:
    """Two weeks later one visit was made: the figures differ, and the page says that the dates do."""
    page = site.pages[links.table_page(5)].text
    assert "相違があります" in page
    assert "基準日が違うため" in page
    assert "差 0 +1 -1 0 -1 相違" in page


def test_the_contracts_behind_every_cell_are_named(site: Site, lively_home: Path) -> None:
    """The contracts behind every cell, as many as the cell says."""
    counted = count(opened(lively_home, "監査委員事務局", AS_OF), ON)
    for table in counted.tables:
        html = site.html(links.table_page(table.number))
        for row in table.rows:
            for at, subjects in row.members.items():
                if subjects:
                    cell = html.split(f'id="{links.cell_mark(row.fiscal_year, at)}"')[1].split("</div>\n<div id=")[0]
                    assert f"{len(subjects)}件" in cell
                    assert all(f">{s}<" in cell or f">{s} " in cell for s in subjects)


def test_each_table_tells_its_definition_and_what_the_report_leaves_open(site: Site) -> None:
    """The definition used, and what the report leaves undefined."""
    notes = table_notes()
    assert [table.number for table in notes.tables] == list(range(1, 13))
    for table in notes.tables:
        said = site.pages[links.table_page(table.number)].text
        for wording in (table.counted, table.rate, *table.columns, *table.undefined):
            assert wording in said
    assert "要改善の定義は報告書にない" in site.pages[links.TABLES].text


def test_rules_carry_their_strength_stand_and_sources(site: Site, lively_home: Path) -> None:
    """Rules in force with their sources and assumptions marked."""
    book = opened(lively_home, "管理者", AS_OF).book
    page = site.pages[links.RULES]
    for code, rule in book.rules.items():
        assert code in page.ids
        strength = f"{rule.strength_label} {rule.mark}".rstrip()
        assert f"{code} {rule.label} {strength} {rule.standing}" in page.text
        assert all(cite.quote in page.text for cite in rule.cites if cite.quote)
    assert "仮定・県規程に日数なし" in page.text


def test_a_rule_not_yet_in_force_says_so(lively_home: Path, tmp_path: Path) -> None:
    """The day before the circulars of 2023-10-10."""
    build_site(opened(lively_home, "管理者", AS_OF), tmp_path / "s", date(2023, 10, 9))
    page = Site(tmp_path / "s").pages[links.RULES]
    assert "S3-01 委託先の実地調査 原則 原文 令和5年10月9日には効力なし" in page.text


def test_an_empty_ledger_still_makes_a_site(installation: Installation, tmp_path: Path) -> None:
    """Nothing imported yet: every list says that there is nothing; a real ledger is not called fictional."""
    first = build_site(installation.app("監査委員事務局"), tmp_path / "s", date(2024, 6, 3))
    built = Site(first.parent)
    assert first.name == "index.html"
    assert built.pages["index.html"].headings.count(1) == 1
    assert "架空" not in "".join(page.html for page in built.pages.values())
    assert "該当する年度がありません" in built.pages[links.table_page(1)].text


def test_fiscal_years_narrow_the_site(lively_home: Path, tmp_path: Path) -> None:
    """`--fiscal-year R5`: contracts and tables of that year alone, the summary of the report left out."""
    build_site(opened(lively_home, "管理者", AS_OF), tmp_path / "s", date(2024, 12, 10), fiscal_years=[2023])
    built = Site(tmp_path / "s")
    assert built.html(links.BOARD).count("data-division=") == 101
    assert links.contract_page("R6-0012") not in built.paths
    assert "令和6年度" not in built.html(links.table_page(3))
    assert "報告書 190" not in built.pages[links.TABLES].text


def test_the_marker_lists_what_was_written(site: Site) -> None:
    """The next run replaces exactly these files and refuses a folder that holds others."""
    told = json.loads((site.folder / "lifecycle-site.json").read_text(encoding="utf-8"))
    assert set(told["files"]) == site.files().keys() - {"lifecycle-site.json"}
    assert format_date(date(2024, 12, 10)) in site.html("about.html")


def test_the_board_of_the_audits_size_opens_at_once(site: Site) -> None:
    """The board under about 600 KB for 190 contracts."""
    assert len(site.html(links.BOARD).encode()) < 400_000
    assert len(site.html(links.contract_page(CONTRACT)).encode()) < 60_000


def test_a_contract_that_ended_shows_how_far_it_had_come(site: Site) -> None:
    """解除 from 履行中: the stages before it are done, nothing is asked of stages it will never see."""
    ended = site.pages[links.contract_page(ENDED)].text
    assert "✓ 済 履行中 − 経ていない 検査 − 経ていない 完了 ● 現在 解除 R6.12.4" in ended
    assert "この先の段階で求められる義務" not in ended
    withdrawn = site.pages[links.contract_page(HOSTILE)].text
    assert "✓ 済 見積 − 経ていない 締結" in withdrawn
    assert "現在足りない義務はありません" in withdrawn
