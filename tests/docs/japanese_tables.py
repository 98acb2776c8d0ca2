"""Tables of README.ja.md: those of the README under Japanese heads."""

from collections.abc import Sequence

from docs.rule_tables import table

from docs import rule_tables
from states.evidence import KINDS


def gates() -> list[str]:
    """Every gate with the rules that bar it."""
    return _under(("入る段階", "規則", "求めること", "強さ", "根拠"), rule_tables.gates())


def warnings() -> list[str]:
    """The rules that are judged but bar nothing unless raised."""
    return _under(("規則", "求めること", "強さ", "根拠"), rule_tables.warnings())


def commands() -> list[str]:
    """Every command of the command line with its own help."""
    return _under(("`lifecycle …`", "すること"), rule_tables.commands())


def kinds() -> list[str]:
    """The kinds of evidence `attach` takes."""
    rows = []
    for kind in KINDS.values():
        standing = "前の版を引き継ぐ" if kind.standing else "書類ごと"
        rows.append((kind.label, f"`{kind.id}`", kind.date_label, standing, "○" if kind.of_subcontract else ""))
    return table(("書類", "命令での名", "いつの書類か", "書かない欄", "再委託先も"), rows)


def _under(heads: Sequence[str], lines: Sequence[str]) -> list[str]:
    """The table with these heads in the place of its own."""
    return [*table(heads, ())[:1], *lines[1:]]
