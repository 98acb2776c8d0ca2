"""A city with posts of other names is shown none by the name that the engine has for it; both names are read."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from command_line import CommandLine, write_ledger
from installation import Installation
from web_visits import Visitor

from config.loader import shipped_book, use
from config.place import POSTS, words_in

CITY = Path(__file__).parents[2] / "packs" / "shiomi"
OFFICER, HEAD, DESK, OWNER, OFFICE = "潮一郎", "潮三郎", "契約検査課", "電算室", "福祉課"
ENGINES = re.compile("|".join(POSTS))
HELP = (
    "", "staff", "staff assign", "staff give", "subcontract", "subcontract approve", "waiver approve",
    "incident report", "quiet begin", "office", "circular confirm", "init", "override request",
    "snooze", "attach completion_inspection",
)  # fmt: skip
SHOWN = (
    "staff list", "staff posts", "office show", "office owed", "rules show S3-01", "rules list", "alerts", "due",
    "why R6-0001", "history R6-0001", "contract show R6-0001", "configure", "doctor", "override list",
)  # fmt: skip
REFUSED = (
    "staff give 部長 --login x", "attach R6-0001 waiver", "quiet begin --all --from R6.9.2 --until R6.9.3 --reason x",
    "override approve R6-0001-E1", "staff end admin --login 電算室", "subcontract aprove", "seal",
)  # fmt: skip


class City:
    """The commands of the city in this process; `said` is what all of them printed."""

    def __init__(self, home: Path) -> None:
        self.home, self.typed = home, CommandLine(home)
        self.said: dict[str, str] = {}

    def __call__(self, words: str, actor: str = OWNER, *, refused: bool = False) -> str:
        answer = self.typed(*words.split(), actor=actor)
        assert bool(answer.code) is refused, (words, answer)
        self.said[f"{actor} {words}"] = answer.out + answer.err
        return answer.out


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """A home with an office and two contracts, one of them late; afterwards the process speaks as before."""
    city = City(tmp_path / "home")
    monkeypatch.setenv("LIFECYCLE_HOME", str(city.home))
    monkeypatch.setenv("LIFECYCLE_NOW", "2024-07-08T09:00:00+09:00")
    try:
        city(f"init --trial --pack {CITY}", "")
        row = {"所属": OFFICE, "部局": "福祉部", "取扱者": OFFICER, "担当者メール": "tanto@city.example.jp"}
        row |= {"課長": HEAD, "所属長メール": "kacho@city.example.jp"}
        city(f"import {write_ledger(tmp_path / 'offices.xlsx', {'所属': [row]})}")
        for id_ in ("R6-0001", "R6-0002"):
            city(
                f"contract register {id_} --division {OFFICE} --title 発送 --contractor 沖浦 --fiscal-year R6 "
                "--set quoted_on=R6.4.1 --set record_count=150 --set sensitive_pi=はい --set concluded_on=R6.4.2",
                OFFICER,
            )
        city("advance R6-0001", OFFICER, refused=True)
        monkeypatch.setenv("LIFECYCLE_NOW", "2024-09-03T09:00:00+09:00")
        yield city
    finally:
        use(shipped_book())


def test_all_that_a_city_reads_calls_posts_by_its_own_names(city: City, tmp_path: Path) -> None:
    """Commands, help, refusals, mails, pages, workbooks, papers, with every post renamed."""
    for words in HELP:
        city(f"{words} --help".strip(), "")
    for words in SHOWN:
        answer = city.typed(*words.split(), actor=OWNER)
        city.said[words] = answer.out + answer.err
    for words in REFUSED:
        city(words, OFFICER, refused=True)
    for post, person in (("主査", "潮四郎"), ("係長", "潮五郎")):
        assert "主査の職を登録しました" in city(f"staff give {post} --division {OFFICE} --login {person}")
    out = tmp_path / "out"
    out.mkdir()
    city("sweep")
    city("deliver")
    city(f"staff absent {OFFICE} --from R6.9.4", HEAD)
    city(f"template {out}/template.xlsx --full")
    city(f"export {out}/ledger.xlsx")
    city(f"report --output {out}/site")
    city(f"pack R6-0001 --output {out}/pack.zip", HEAD)
    texts = city.said | dict(_written(out)) | dict(_written(city.home / "outbox")) | dict(_pages(city.home))
    texts["settings"] = (city.home / "lifecycle.toml").read_text("utf-8")
    assert {name.rpartition(".")[2] for name in texts} >= {"xml", "html", "eml"}
    assert {name: _around(text) for name, text in texts.items() if ENGINES.search(text)} == {}
    own = words_in(CITY).posts.values()
    assert [name for name in own if not any(name in text for text in texts.values())] == []


def _around(text: str) -> list[str]:
    """The places of a text in which a post stands by the engine's name."""
    return [text[max(0, hit.start() - 40) : hit.end() + 20] for hit in ENGINES.finditer(text)]


def _written(folder: Path) -> Iterator[tuple[str, str]]:
    """The texts of all files below a folder, those within archives and workbooks too."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from _texts(str(path.relative_to(folder)), path.read_bytes())


def _texts(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from _texts(f"{name}/{member}", archive.read(member))
    elif name.endswith((".html", ".xml", ".eml", ".txt", ".json", ".csv", ".svg")):
        yield name, content.decode("utf-8")


def _pages(folder: Path) -> Iterator[tuple[str, str]]:
    """The pages that people of the city reach by links in the register, to sixty each."""
    home = Installation(folder)
    for person in (OFFICER, HEAD, DESK, OWNER):
        visitor = Visitor(home, person, "2024-09-03")
        waiting = ["/", f"/staff/{OFFICE}", "/staff/desks"]
        for path in waiting:
            answer = visitor.get(path)
            if "html" in answer.headers.get("content-type", ""):
                yield f"{person} {path}.html", answer.text
                linked = dict.fromkeys(re.findall(r'href="(/[^"#?]*)', answer.text))
                waiting += [one for one in linked if one not in waiting and len(waiting) < 60]
    home.engine.dispose()
