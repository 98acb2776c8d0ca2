"""Drafts of circulars: folders with the few entries that would change, cut from the live rule data."""

import re
import shutil
from pathlib import Path

from config.loader import RULE_DATA


def entry(code: str, /, **changed: str) -> str:
    """A rule's entry as it stands, its lines (`key = …`) replaced as TOML text, or added where it has none."""
    for path in sorted((RULE_DATA / "rules").glob("*.toml")):
        for text in path.read_text(encoding="utf-8").split("[[rule]]")[1:]:
            if f'code = "{code}"' in text:
                return "[[rule]]" + _replaced(text, changed)
    raise LookupError(code)


def _replaced(text: str, changed: dict[str, str]) -> str:
    for key, value in changed.items():
        line = f"{key} = {value}"
        pattern = re.compile(rf"^{key} = (\[\n.*?^\]|.*?)$", re.MULTILINE | re.DOTALL)
        text = pattern.sub(lambda _, line=line: line, text, count=1) if pattern.search(text) else f"{text}{line}\n"
    return text


CITE = 'cite = { source = "report_r6" }'


def threshold(count: int, since: str) -> str:
    """The values of S3-01 with another 1,000 from a day on."""
    reasons = '["受託者が県の庁舎内で業務を行っている"]'
    first = "valid_from = 2023-10-10"
    return (
        f'[{{ name = "record_threshold", value = 1000, comparison = "以上", {first}, valid_until = {since}, {CITE} }}, '
        f'{{ name = "record_threshold", value = {count}, comparison = "以上", valid_from = {since}, {CITE} }}, '
        f'{{ name = "reason", value = {reasons}, {first}, {CITE} }}]'
    )


def a_draft(folder: Path, *entries: str, **files: str) -> Path:
    """A draft of rules, and of other files by their name without .toml."""
    (folder / "rules").mkdir(parents=True)
    if entries:
        (folder / "rules" / "draft.toml").write_text("\n".join(entries), encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def a_copy(folder: Path) -> Path:
    """The whole of the live rule data, as somebody copies it to edit it."""
    return shutil.copytree(RULE_DATA, folder)
