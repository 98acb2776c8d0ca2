"""Settings that verdicts depend on: they hold once somebody who may has put them on record, and not by being typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from config.errors import UsageError
from config.wareki import format_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.events.installation import PolicyApplied
from lifecycle.records.own_policy import policy_in
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.work import looking, working

_LABELS: Mapping[str, str] = {
    "raised": "義務に上げる規則",
    "departures": "引上げ・引下げの初日と及ぶ契約",
    "lowered": "警告に下げる規則",
    "yearly_visit": "年1回以上の実地検査",
    "offices": "所属の種別",
    "closed_days": "追加の閉庁日",
    "escalation": "督促の段階の日数",
    "placeholders": "空欄と同じに扱う語",
    "contact_months": "疎通確認の月数",
    "reading": "所属の職員が見る範囲",
}


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """A setting of lifecycle.toml that differs from what is on record: its name, what holds, what is written."""

    name: str
    label: str
    recorded: Any
    written: Any


def unapplied(app: App) -> tuple[SettingChanged, ...]:
    """The settings that lifecycle.toml says otherwise than what is on record; in a home for trial none ever."""
    asked = policy_in(app.settings, app.applied, app.today())
    before, after = _by_name(app.applied), _by_name(asked)
    before["departures"], after["departures"] = _of_both(app.applied, asked), _of_both(asked, app.applied)
    return tuple(
        SettingChanged(name, _LABELS.get(name, name), before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if (before.get(name) or None) != (after.get(name) or None)
    )


@tried_again
def configure(app: App, *, dry_run: bool = False) -> tuple[SettingChanged, ...]:
    """Put the settings of lifecycle.toml on record, so that verdicts follow them from now on; gives what changed.

    Raises RoleError. Contracts are judged anew by `reassess`, as after any change of the rules.
    """
    changed = unapplied(app)
    _must_begin_ahead(app)
    with looking(app) as work:
        work.actor.must(Act.CONFIGURE)
    if changed and not dry_run:
        with working(replace(app, applied=policy_in(app.settings, app.applied, app.today()), applies=True)):
            pass
    return changed


def _must_begin_ahead(app: App) -> None:
    """Raises UsageError where a raise or lowering that is not on record yet would begin in the past."""
    known, rules = app.applied.departures or {}, app.settings.rules
    late = [one for one in (*rules.raised, *rules.lowered) if one.from_ < app.today()]
    new = [one for one in late if known.get(one.code, {}).get("from") != one.from_.isoformat()]
    if new and not app.applies:
        named = "、".join(f"{one.code}({format_date(one.from_)})" for one in new)
        told = f"引上げ・引下げの初日が過ぎています: {named}。"
        raise UsageError(f"{told}今日({format_date(app.today())})以降の日を書いてください。")


def _of_both(one: PolicyApplied, other: PolicyApplied) -> Mapping[str, Any]:
    """The days and reaches of what both raise or lower: of what is new, that it is new says it already."""
    both = {*one.raised, *one.lowered} & {*other.raised, *other.lowered}
    return {code: dict(said) for code, said in (one.departures or {}).items() if code in both}


def _by_name(applied: PolicyApplied) -> dict[str, Any]:
    return {"raised": applied.raised, "lowered": applied.lowered, **(applied.settings or {})}
