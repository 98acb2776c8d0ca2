"""Reads the figures our tables are compared with: the report's printed ones, or an earlier `tables --json`."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from config.errors import InputRejectedError, RequestFault
from config.plain_files import UnreadableFile, plain_bytes
from config.wareki import parse_fiscal_year

_MOST_BYTES = 50_000_000
SUMMARY_KEYS = ("contracts", "in_scope", "needs_improvement")


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """One fiscal year of a table in the file. `values` None are blank cells, which mean zeros.

    `states_rate` tells a rate left blank on purpose (null: no case) from one the file does not give.
    """

    values: tuple[int, ...] | None
    rate: str | None
    states_rate: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """The figures that a file expects: by table («1» to «12», or whatever it says) and year; the summary if given."""

    as_of: date | None
    tables: Mapping[str, Mapping[int, ExpectedRow]]
    summary: Mapping[str, int]

    @property
    def fiscal_years(self) -> frozenset[int]:
        """Every fiscal year that the file speaks of."""
        return frozenset(year for rows in self.tables.values() for year in rows)

    @property
    def is_empty(self) -> bool:
        """Whether the file holds no figure to compare with."""
        return not self.fiscal_years and not self.summary

    def only(self, fiscal_years: Collection[int]) -> "Expected":
        """The figures that it expects of some fiscal years alone, for `tables --fiscal-year`.

        Its summary covers all its years, so it is dropped where the file speaks of others too.
        """
        tables = {key: {y: r for y, r in rows.items() if y in fiscal_years} for key, rows in self.tables.items()}
        covered = self.fiscal_years <= set(fiscal_years)
        return replace(self, tables=tables, summary=self.summary if covered else {})


def read_expected(path: Path) -> Expected:
    """The file's figures. Raises InputRejectedError with every fault where it can't be read or has another shape."""
    try:
        data = json.loads(plain_bytes(path, _MOST_BYTES).decode("utf-8-sig"))
    except FileNotFoundError:
        raise _rejected(path.name, ["ファイルを開けません"]) from None
    except UnreadableFile as unreadable:
        raise _rejected(path.name, [f"ファイルを開けません({unreadable.reason})"]) from None
    except (ValueError, RecursionError):
        raise _rejected(path.name, ["JSON(UTF-8)として読めません"]) from None
    return expected_from(data, path.name)


def expected_from(data: object, name: str = "比べる数値") -> Expected:
    """The figures of parsed JSON in the shape of `tables --json`; titles and columns may be missing.

    Raises InputRejectedError with every fault.
    """
    reader = _Reader()
    whole = reader.mapping("全体", data)
    tables = {
        key: reader.rows(f"表{key}", table) for key, table in reader.mapping("tables", whole.get("tables", {})).items()
    }
    expected = Expected(
        as_of=reader.day("as_of", whole.get("as_of")),
        tables=tables,
        summary=reader.summary(whole.get("summary")),
    )
    if expected.is_empty and not reader.faults:
        reader.faults.append("tables、summary: 比べる数値が一つもありません")
    if reader.faults:
        raise _rejected(name, reader.faults)
    return expected


def _rejected(name: str, faults: list[str]) -> InputRejectedError:
    lines = "\n".join(f"  {fault}" for fault in faults)
    told = f"比べる数値のファイル「{name}」を読めません。表ごとの数値と突き合わせるためのファイルです。\n{lines}"
    return InputRejectedError(RequestFault("figures_unreadable", told, "compare"))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


class _Reader:
    """Takes parsed JSON apart and collects faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def mapping(self, place: str, data: object) -> dict[str, Any]:
        """The value as an object; else a fault is noted and an empty object given."""
        if isinstance(data, dict):
            return data
        self.faults.append(f"{place}: {{ }} の形ではありません")
        return {}

    def day(self, place: str, data: object) -> date | None:
        """A date like 2024-11-26; None where no date is given."""
        if data is None:
            return None
        try:
            return date.fromisoformat(str(data))
        except ValueError:
            self.faults.append(f"{place}: 日付(例 2024-11-26)ではありません「{data}」")
            return None

    def summary(self, data: object) -> dict[str, int]:
        """The counts of the summary that are given; null counts as not given."""
        printed = self.mapping("summary", data or {})
        for key, value in printed.items():
            if value is not None and not _is_count(value):
                self.faults.append(f"summary.{key}: 0以上の整数ではありません「{value}」")
        return {key: value for key, value in printed.items() if _is_count(value)}

    def rows(self, place: str, table: object) -> dict[int, ExpectedRow]:
        """The fiscal years of one table."""
        rows: dict[int, ExpectedRow] = {}
        for key, row in self.mapping(f"{place}.rows", self.mapping(place, table).get("rows")).items():
            try:
                year = parse_fiscal_year(key)
            except ValueError as error:
                self.faults.append(f"{place}: {error}")
                continue
            if year in rows:
                self.faults.append(f"{place}.{key}: 同じ年度が二つあります")
            rows[year] = self._row(f"{place}.{key}", row)
        return rows

    def _row(self, place: str, data: object) -> ExpectedRow:
        """One row of the file; null stands for a row of blank cells."""
        row = self.mapping(place, {"values": None, "rate": None} if data is None else data)
        rate = row.get("rate")
        if rate is not None and not isinstance(rate, str):
            self.faults.append(f'{place}.rate: 文字(例 "51.7%")又は null ではありません「{rate}」')
        return ExpectedRow(self._values(place, row), rate, "rate" in row)

    def _values(self, place: str, row: dict[str, Any]) -> tuple[int, ...] | None:
        """The counts of a row, null as zero; None where the row has no counts."""
        values = row.get("values")
        if values is None:
            return None
        if not isinstance(values, list) or not all(v is None or _is_count(v) for v in values):
            self.faults.append(f"{place}.values: 0以上の整数又は null の並びではありません「{values}」")
            return None
        return tuple(value or 0 for value in values)
