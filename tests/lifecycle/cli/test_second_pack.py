"""A city that is none of the shipped pack's: the whole life of a contract by commands, each a process of its own.

Its own articles, 24 items, visits from 100 records on or a call by video, other desks, days and circulars.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from command_line import write_ledger
from warm_process import said_by_process

CITY = Path(__file__).parents[2] / "packs" / "shiomi"
OFFICER, CHIEF, HEAD, DESK, OWNER, OTHER = "潮一郎", "潮二郎", "潮三郎", "契約検査課", "電算室", "福祉課"
CONTRACT = "R6-0001"


@dataclass
class City:
    """The home of the city, and a command in a process of its own on a day, by somebody."""

    home: Path
    day: str = "2024-07-08"

    def __call__(self, *words: str, actor: str = OFFICER, codes: Sequence[int] = (0,)) -> str:
        environment = {
            **os.environ,
            "LIFECYCLE_HOME": str(self.home),
            "LIFECYCLE_NOW": f"{self.day}T09:00:00+09:00",
        }
        said = said_by_process([*words, *(["--actor", actor] if actor else [])], environment)
        assert said.code in codes, (words, said.code, said.out[-2000:], said.err[-3000:])
        return said.out + said.err

    def json(self, *words: str, actor: str = OFFICER) -> Any:
        """The one JSON document that a command answers with; the marks of a home for trial stand beside it."""
        answer = self(*words, "--json", actor=actor)
        return json.JSONDecoder().raw_decode(answer.lstrip())[0]

    def attach(self, kind: str, *fields: str, file: Path | None = None, actor: str = OFFICER) -> str:
        """Record evidence of the contract, by fields as they are typed."""
        sets = [word for one in fields for word in ("--set", one)]
        return self("attach", CONTRACT, kind, *sets, *(["--file", str(file)] if file else []), actor=actor)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The home of the city, with one office of three posts."""
    folder = tmp_path_factory.mktemp("city")
    city = City(folder / "home")
    city("init", "--trial", "--pack", str(CITY), actor="")
    offices = write_ledger(
        folder / "所属.xlsx",
        {
            "所属": [
                {
                    "所属": OTHER,
                    "部局": "福祉部",
                    "担当者": OFFICER,
                    "担当者メール": "tanto@city.example.jp",
                    "係長": CHIEF,
                    "係長メール": "kakari@city.example.jp",
                    "所属長": HEAD,
                    "所属長メール": "kacho@city.example.jp",
                }
            ]
        },
    )
    city("import", str(offices), actor=OWNER)
    return city


def test_a_contract_lives_its_whole_life(city: City, tmp_path: Path) -> None:
    """From the estimate to the return of the data, each gate by the city's own rules."""
    paper = tmp_path / "原本.pdf"
    paper.write_bytes(b"%PDF-1.4 paper")
    city(
        "contract", "register", CONTRACT, "--division", OTHER, "--title", "給付の通知", "--contractor", "株式会社沖浦",
        "--fiscal-year", "R6",
        *(word for one in ("quoted_on=R6.7.1", "record_count=150", "specific_pi=いいえ", "sensitive_pi=いいえ",
                           "uses_system=いいえ", "long_term=いいえ", "amount=900000") for word in ("--set", one)),
    )  # fmt: skip
    city("contract", "amend", CONTRACT, "--concluded-on", "R6.7.8",
         "--set", "performance_start_on=R6.7.16", "--set", "performance_end_on=R6.8.30")  # fmt: skip
    city.attach("contract_review", "reviewed_on=R6.7.8", f"reviewed_by={OFFICER}", "inspection_clause=有",
                "provisions_edition=R6.2.1", "omitted_articles=2")  # fmt: skip
    refused = city("advance", CONTRACT, codes=(5,))
    assert "S1-08" in refused
    assert "第2、5、6、7、10、11" in refused
    city.attach("contract_review", "reviewed_on=R6.7.8", "omitted_articles=3")
    city("advance", CONTRACT)

    everything = {f"問{no}": "はい" for no in range(1, 25)} | {"問11": "いいえ", "問15": "いいえ", "問16": "いいえ"}
    answers = [f"{item}={answer}" for item, answer in everything.items()]
    city.day = "2024-07-16"
    late = city("attach", CONTRACT, "checklist", "--set", "received_on=R6.7.16", "--set", "問25=はい", codes=(2, 9))
    assert "問25" in late
    city.attach("checklist", "inspected_on=R6.7.12", "received_on=R6.7.16", "form_edition=R6.2.1",
                "reviewed_on=R6.7.16", f"reviewed_by={OFFICER}",
                "doubt=いいえ", file=paper)  # fmt: skip
    assert "S2-07" in city("advance", CONTRACT, codes=(5,))
    older = city("attach", CONTRACT, "checklist", "--set", "received_on=R6.7.16", "--set", "問24=はい", codes=(2,))
    assert "問24は様式の版 R6.2.1 にありません" in older
    city.attach("checklist", "received_on=R6.7.16", "form_edition=R6.7.1", *answers)
    city("advance", CONTRACT)
    city("advance", CONTRACT)
    refused = city("advance", CONTRACT, codes=(5,))
    assert "S3-01" in refused
    assert "100件以上" in refused
    city.attach("onsite_waiver", "reason=委託先が市外にある", "recorded_on=R6.7.16", "substitute_kind=テレビ通話・写真",
                "substitute=映像通話で保管場所を確かめた", "substitute_on=R6.7.16", file=paper)  # fmt: skip
    shown = city.json("waiver", "show", CONTRACT, actor=HEAD)["shown"]
    city("waiver", "approve", CONTRACT, "--shown", shown, actor=HEAD)
    city("advance", CONTRACT)
    city.day = "2024-08-30"
    refused = city("advance", CONTRACT, codes=(5,))
    assert "S4-20" in refused
    assert "データ保管簿" in refused
    city.attach("storage_register", "written_on=R6.8.1", f"written_by={OFFICER}", "media=暗号化した外付けディスク1台")
    city("advance", CONTRACT)
    city.attach("completion_inspection", "inspected_on=R6.8.30", f"inspected_by={CHIEF}", "method=書面と現物",
                "personal_data_check=件数の一致を確かめた", "passed=合格", file=paper)  # fmt: skip
    city.attach("return_disposal", "confirmed_on=R6.8.30", "method=全ての媒体を返還", "extent=全部", file=paper)
    refused = city("advance", CONTRACT, codes=(5,))
    assert "返還・廃棄の文書番号が空欄" in refused
    assert "[S6-20]" in refused
    city.attach("return_disposal", "confirmed_on=R6.8.30", "document_no=潮契第30号")
    city("advance", CONTRACT)
    assert city.json("contract", "show", CONTRACT)["stage"] == "completed"


def test_its_tables_mail_site_and_checks_are_the_citys(city: City, tmp_path: Path) -> None:
    """After that life the tables count it, mail, pages and help speak of the city, all is sound."""
    city.day = "2024-09-02"
    printed = city("tables", actor=OWNER)
    assert "委託先自己点検票の提出と確認" in printed
    assert sorted(city.json("tables", actor=OWNER)["tables"]) == ["11", "3", "5"]
    for number in (2, 3, 4):
        city("contract", "register", f"R6-000{number}", "--division", OTHER, "--title", "発送", "--contractor", "沖浦",
             "--fiscal-year", "R6", "--set", "concluded_on=R6.7.1")  # fmt: skip
        city("contract", "amend", f"R6-000{number}", "--concluded-on", "R6.7.1")
    city("sweep", actor=OWNER)
    city("deliver", actor=OWNER)
    letters = "".join(path.read_text(encoding="utf-8") for path in (city.home / "outbox").rglob("*.eml"))
    assert "tanto@city.example.jp" in letters
    city("report", "--output", str(tmp_path / "site"), actor=OWNER)
    pages = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "site").rglob("*.html"))
    assert "委託先の調査(映像通話を含む)" in pages
    columns = city("attach", "--help", "contract_review", actor="")
    assert "契約規則第30条の記載事項" in columns
    assert "財務規則" not in pages + letters + columns
    assert city.json("verify", actor=OWNER)["faults"] == []
    city("rebuild", actor=OWNER)
    checks = {one["name"]: one["fine"] for one in city.json("doctor", actor=OWNER)}
    assert checks["規程データ"]
    assert checks["記録の検証"]
