"""A made-up circular: the checklist of R7.4.1 with transitional rules of its own, laid over the rules that ship."""

from pathlib import Path

from drafts import a_draft

from config.drafts import load_draft
from config.loader import RULE_DATA
from config.rulebook import RuleBook

OLD, NEW = "checklist-R5.12.26", "checklist-R7.4.1"
_SOURCE = """
[[source]]
id = "7kou900"
title = "チェックリストの改正について(架空)"
number = "7広第900号"
issued_on = 2024-12-26
"""
_EDITION = f"""
[[edition]]
id = "{NEW}"
form = "checklist"
label = "R7.4.1"
issued_on = 2025-04-01
cite = {{ source = "7kou900", at = "記1" }}
"""


def a_transition(code: str, says: str) -> str:
    """A transitional rule of the circular: its code, and what it says beside its label, text and source."""
    return f"""
[[transition]]
code = "{code}"
label = "架空の経過措置"
text = "架空の経過措置の本文"
cites = [{{ source = "7kou900", at = "記2" }}]
{says}
"""


def circular(folder: Path, *transitions: str) -> Path:
    """The folder of the circular: its source, its edition, the form, and these transitional rules."""
    rules = {"transitions": "".join(transitions)} if transitions else {}
    draft = a_draft(folder, sources=_SOURCE, editions=_EDITION, **rules)
    (draft / "forms").mkdir()
    (form,) = (RULE_DATA / "forms").glob("*.toml")
    text = form.read_text(encoding="utf-8").replace(OLD, NEW)
    (draft / "forms" / "new.toml").write_text(text, encoding="utf-8")
    return draft


def with_circular(folder: Path, *transitions: str) -> RuleBook:
    """The rules that ship with the circular laid over them."""
    return load_draft(circular(folder, *transitions)).book
