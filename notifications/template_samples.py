"""Every kind of message with made-up values, by which an installation's templates are tried before they are needed."""

import types
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from config.place import said_here
from notifications.alert import Digest, Rendered, RunCounts, Wording
from notifications.circular_notices import CircularNotice, OwedAnswersNotice, render_circular
from notifications.decision_notices import DecisionNotice, render_decision
from notifications.installation_notices import InstallationNotice, render_installation_notice
from notifications.notice import Notice, render_notice
from notifications.render import render_counts, render_digest
from notifications.template_files import fault_of

_DAY = date(2024, 11, 26)


def template_faults(folder: Path) -> tuple[tuple[str, str], ...]:
    """What is wrong with a folder of templates: with the folder, or with each template that a sample can't be said by.

    Each fault is the name of the folder or of a template, and its problem.
    """
    if fault := fault_of(folder):
        return ((folder.name or str(folder), fault),)
    faults: dict[str, str] = {}
    for rendered in every_kind(Wording(templates=folder)):
        faults.update(rendered.faults)
    return tuple(sorted(faults.items()))


def every_kind(wording: Wording) -> Iterator[Rendered]:
    """Every kind of message once, and digests with and without contracts."""
    item = sample_of(get_args(get_type_hints(Digest)["items"])[0])
    for items, resolved in (((item,), ()), ((item,), (item,)), ((), (item,))):
        kind = "overdue" if items else "resolved"
        yield render_digest(Digest(kind, "見本課", said_here("{所属長}"), items, resolved, _DAY), wording)  # type: ignore[arg-type]
    yield render_counts(sample_of(RunCounts), wording)
    for notice in get_args(Notice):
        yield render_notice(sample_of(notice), wording)
    for notice in get_args(DecisionNotice):
        yield render_decision(sample_of(notice), wording)
    for notice in (CircularNotice, OwedAnswersNotice):
        yield render_circular(sample_of(notice), wording)
    for notice in get_args(InstallationNotice):
        yield render_installation_notice(sample_of(notice), wording)


def sample_of(kind: Any) -> Any:
    """A made-up value of a type: of every field its default, or else a value of the field's type."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        asked = (one for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING)
        return kind(**{one.name: sample_of(hints[one.name]) for one in asked})
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return arguments[0]
    if origin in (Union, types.UnionType):
        return sample_of(arguments[0])
    if origin is tuple:
        return tuple(sample_of(one) for one in arguments if one is not Ellipsis)
    return {str: "見本", int: 1, float: 1.0, bool: True, date: _DAY}[kind]
