"""The words of a digest: a subject line and a plain-text body that a 所属長 understands in ten seconds."""

from dataclasses import fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from config.errors import DataFault, RuleDataError
from config.wareki import format_date
from notifications.alert import Digest, DigestItem
from notifications.plain import clean, command, pad, wrap

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
_LABEL_COLUMNS = 7
_Value = TypeVar("_Value", Digest, DigestItem)


def render_digest(digest: Digest, overrides: Path | None = None) -> tuple[str, str]:
    """The subject and the body of a digest.

    `overrides` is a folder of an installation; a template of the same name there is used instead of ours. Raises
    RuleDataError where a template is malformed or asks for a field that is not on the list.
    """
    told = _cleaned(digest)
    body = render("digest.txt.j2", overrides, digest=told, summary=summary(told), due=due)
    return subject_of(told), body


def render(name: str, overrides: Path | None, **values: object) -> str:
    """A template's text with these values. Raises RuleDataError where the template is malformed."""
    from jinja2 import TemplateError

    try:
        body = _environment(overrides).get_template(name).render(**values)
    except TemplateError as fault:
        place = f"{getattr(fault, 'lineno', None) or '-'}行"
        raise RuleDataError([DataFault(name, place, f"文面のひな形を使えません: {fault}")]) from fault
    return body.rstrip() + "\n"


def subject_of(digest: Digest) -> str:
    """The subject: 【期限超過】委託監督 停滞2件(R6-0012ほか)〔モデル所属12〕, where 件 counts contracts."""
    resolved = digest.kind == "resolved"
    numbers = digest.resolved_contracts() if resolved else tuple(group[0].contract for group in digest.contracts())
    others = "ほか" if len(numbers) > 1 else ""
    word = "解消" if resolved else "停滞"
    return f"【{digest.tag}】委託監督 {word}{len(numbers)}件({numbers[0]}{others})〔{digest.division}〕"


def summary(digest: Digest) -> tuple[tuple[str, str], ...]:
    """The lines at the very top: how many contracts, which one first and under which rule, by when and what to do."""
    if not digest.items:
        return (("対応が必要な契約", "ありません"),)
    contracts = digest.contracts()
    worst = contracts[0][0]
    late = lateness(worst, digest.as_of)
    rule = f"{worst.missing.rstrip('。')}({worst.strength_label}・{worst.source})"
    return (
        ("対応が必要な契約", f"{len(contracts)}件(不足 {len(digest.items)}件)"),
        ("最も遅れているもの" if late else "最も急ぐもの", f"{worst.subject} {rule} {late}".rstrip()),
        ("いつまで", f"{_by_when(digest)}。まず {worst.contract} から。{worst.remedy}"),
    )


def due(item: DigestItem, as_of: date) -> str:
    """The due date as officers read it, and by how many business days it has passed."""
    if item.due_on is None:
        return "日の定めはありません(次の段階へ進む前に)"
    late = lateness(item, as_of)
    return format_date(item.due_on) + (f"({late})" if late else "まで")


def lateness(item: DigestItem, as_of: date) -> str:
    """超過 n 営業日; before the office's next business day 期限経過; empty where nothing is late."""
    if item.overdue_business_days > 0:
        return f"超過 {item.overdue_business_days}営業日"
    return "期限経過" if item.due_on is not None and item.due_on < as_of else ""


def _by_when(digest: Digest) -> str:
    if any(lateness(item, digest.as_of) for item in digest.items):
        return "ただちに(期限を過ぎています)"
    days = [item.due_on for item in digest.items if item.due_on is not None]
    return f"{format_date(min(days))}まで" if days else "次の段階へ進む前に"


def _field(text: str, label: str) -> str:
    """A labelled line of a contract, its further lines hanging under the text."""
    margin = " " * (3 + _LABEL_COLUMNS)
    return wrap(text, "   " + pad(label, _LABEL_COLUMNS), margin)


def _hang(text: str, lead: str = "") -> str:
    """A paragraph whose further lines hang two columns in."""
    return wrap(lead + text, "", "  " if lead else "")


@cache
def _ours() -> "Environment":
    """Our own templates, read strictly: a field that does not exist is a fault, never an empty space."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html", "html.j2"), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(field=_field, hang=_hang, command=command, wareki=format_date)
    return environment


def _environment(overrides: Path | None) -> "Environment":
    """Our templates, or those of an installation's folder before ours, read anew each time."""
    if overrides is None:
        return _ours()
    from jinja2 import FileSystemLoader

    return _ours().overlay(loader=FileSystemLoader([overrides, TEMPLATES]), cache_size=0)


def _cleaned(value: _Value) -> _Value:
    """A copy in which every text is `clean`."""
    changes: dict[str, object] = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if isinstance(held, str):
            changes[field.name] = clean(held)
        elif isinstance(held, tuple):
            changes[field.name] = tuple(_cleaned(item) for item in held)
    return replace(value, **changes)  # type: ignore[arg-type]
