"""`rules diff / impact`: how the rule book changed between two days, and what a draft would do to live contracts."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import UsageError
from config.vocabulary import REACH_LABELS
from lifecycle.cli import believed
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, show_json, talk, wareki
from notifications.plain import wrap

if TYPE_CHECKING:
    from datetime import date

    from config.changes import Change
    from config.drafts import DraftBook
    from config.rulebook import RuleBook
    from lifecycle.app import App
    from lifecycle.records.as_of import AsOf
    from lifecycle.views.impact import EditionReach, Impact, Turn
    from states.verdict import Finding

_Day = Annotated[str, Parameter(help="日付(2023-10-09、令和5年10月9日)")]
_NAME_COLUMNS = 34
_FIELDS = {
    "label": "見出し",
    "text": "本文",
    "strength": "強度",
    "standing": "裏付け",
    "cites": "出典",
    "cite": "出典",
    "first_on": "初日",
    "first_standing": "初日の裏付け",
    "first_note": "初日の理由",
    "evidence_standing": "求める証拠の裏付け",
    "evidence_note": "求める証拠の注",
    "anchored_to": "基準とする日",
    "gates": "止める関門",
    "applies_when": "適用",
    "exceptions": "例外",
    "evidence": "証拠",
    "proof": "原本",
    "responsible": "行う人",
    "waivable": "例外承認の可否",
    "approver": "決裁者",
    "deadline": "期限",
    "values": "値",
    "remedy": "対応",
    "issued_on": "発出日",
    "lifts": "免除する規則",
    "when": "条件",
    "editions": "版",
    "valid_from": "効く期間の初日",
    "valid_until": "効く期間の終わり",
    "items": "項目",
    "steps": "段階",
    "note": "注",
    "last_verified_on": "最終確認日",
}
"""The names of an entry's parts; a part that is not named here goes by its key."""


def diff(first: _Day, last: _Day, *, common: Common = DEFAULTS) -> None:
    """二つの日の間に規程の何が変わったか: 始まった規則、変わった値、新しい版、出た文書。"""
    from config.changes import changes_between

    begin, end = day(first, "1番目の日"), day(last, "2番目の日")
    if begin is None or end is None or end < begin:
        raise UsageError("2番目の日は、1番目の日か、それより後にしてください。")
    changes = changes_between(believed.book(), begin, end)
    if common.json:
        show_json([asdict(change) for change in changes])
    else:
        print("\n".join(_diff_lines(changes, begin, end)))


def _diff_lines(changes: list["Change"], begin: "date", end: "date") -> Iterator[str]:
    from config.changes import KIND_LABELS

    period = f"{wareki(begin)}の後から{wareki(end)}まで"
    yield f"規程の変わったところ({period}) {len(changes)}件" if changes else f"{period}に変わったところはありません。"
    seen = None
    for change in changes:
        if change.on != seen:
            yield from ("", wareki(change.on))
            seen = change.on
        says = " → ".join(text for text in (change.old, change.new) if text)
        ended = "(終わり)" if change.new is None and change.old else ""
        name = f"{change.id} {change.label}" if change.kind != "source" else change.label
        basis = "" if change.source == change.new else f" / 根拠 {change.source}"
        told = f"{name}{': ' if says else ''}{says}{ended}{basis}"
        yield wrap(told, f"  {KIND_LABELS[change.kind]} ", "    ")


def impact(draft: Path, *, dates: Dates = ANY_DATE, common: Common = DEFAULTS) -> None:
    """新しい通知の案(規程データと同じ形のフォルダー)を今の規程に重ね、どの契約の何が変わるかを示す。何も記録しない。"""
    from config.drafts import load_draft
    from lifecycle.app import open_app
    from lifecycle.cli.contracts import say_if_fictional
    from lifecycle.usecases.rule_drafts import draft_folder
    from lifecycle.views import impact

    app = open_app(actor=common.actor)
    laid = load_draft(draft_folder(app.home, str(draft)))
    effects = impact.impact(app, laid, _asked(app, laid, dates))
    if common.json:
        show_json(_document(app, laid, effects, draft.name))
        return
    for name in laid.unread:
        talk(f"{name} は規程データ(.toml)ではないため、読んでいません(閉庁日は lifecycle.toml で加えられます)。")
    print("\n".join(_lines(app, laid, effects, draft.name)))
    say_if_fictional(app)


def _asked(app: "App", laid: "DraftBook", dates: Dates) -> "AsOf":
    """The dates of the question; where none is typed it is of the last day, still to come, that the draft brings."""
    ahead = sorted(set(laid.book.dates) - set(app.book.dates))
    return dates.asked(max(app.today(), ahead[-1]) if ahead and not dates.given else app.today())


def _ahead(app: "App", laid: "DraftBook", effects: "Impact") -> list["date"]:
    """The days on which the draft changes something and which the question did not reach."""
    return sorted(d for d in set(laid.book.dates) - set(app.book.dates) if d > effects.as_of.on)


def _document(app: "App", laid: "DraftBook", effects: "Impact", name: str) -> dict[str, Any]:
    def counted(counts: Mapping[str, Mapping[Any, int]]) -> dict[str, dict[str, int]]:
        return {key: {effect.value: n for effect, n in row.items()} for key, row in counts.items()}

    return {
        "draft": name,
        "as_of": effects.as_of.on,
        "known_by": effects.as_of.known_by,
        "edits": [asdict(edit) for edit in laid.edits],
        "unjudged": list(effects.unjudged),
        "not_reached": _ahead(app, laid, effects),
        "contracts": effects.contracts,
        "editions": [_reach(reach) for reach in effects.editions],
        "tasks": [asdict(task) for task in effects.tasks],
        "ended": effects.ended,
        "standings": {"before": effects.before, "after": effects.after},
        "rules": counted(effects.counts(lambda turn: turn.code)),
        "divisions": counted(effects.counts(lambda turn: turn.division)),
        "turns": [_turn(laid, turn, effects.as_of.on) for turn in effects.turns],
    }


def _reach(reach: "EditionReach") -> dict[str, Any]:
    edition = reach.edition
    counts = {"bound": reach.bound, "ended": reach.ended, "before": reach.before}
    return {"edition": edition.id, "first_on": edition.issued_on, "binds": edition.reach, **counts}


def _turn(laid: "DraftBook", turn: "Turn", on: "date") -> dict[str, Any]:
    def side(finding: "Finding | None") -> dict[str, Any] | None:
        names = ("status", "reason", "gate", "due_on", "remedy", "edition")
        return {name: getattr(finding, name) for name in names} if finding else None

    return {
        "effect": turn.effect,
        "code": turn.code,
        "label": laid.book.rules[turn.code].label,
        "contract": turn.contract,
        "subject": turn.new.subject,
        "division": turn.division,
        "title": turn.title,
        "source": laid.book.source_text(turn.code, on, laid.book.asked.by_id.get(turn.new.edition)),
        "old": side(turn.old),
        "new": side(turn.new),
    }


def _lines(app: "App", laid: "DraftBook", effects: "Impact", name: str) -> Iterator[str]:
    """The lines of the answer: what the draft changes, the counts, then contract by contract."""
    yield f"案「{name}」を今の規程に重ねて判定しました({wareki(effects.as_of.on)}現在。何も記録していません)"
    yield f"  判定した契約 {effects.contracts}件(完了・不成立の {effects.ended}件を除く)"
    yield from ("", f"案が改めるところ {len(laid.edits)}件")
    for edit in laid.edits:
        parts = "、".join(_FIELDS.get(name, name) for name in edit.fields) or "新設"
        yield wrap(f"{edit.noun} {edit.id}({parts})", "  ・", "    ")
    for code in effects.unjudged:
        yield wrap(f"{code} は判定の仕方がまだない規則です。止めも注意もせず、影響は分かりません。", "  ▲ ", "    ")
    if ahead := _ahead(app, laid, effects):
        yield wrap(f"案には{'、'.join(map(wareki, ahead))}から変わるところがあります。", "  ▲ ", "    ")
        yield f"    その日の影響: lifecycle rules impact {name} --as-of {ahead[-1]}"
    for reach in effects.editions:
        yield wrap(_reached(reach), "  ・", "    ")
    yield from ("", f"影響 {len(effects.turns)}件({len({turn.contract for turn in effects.turns})}契約)")
    yield from _counts("規則ごと", effects.counts(lambda turn: f"{turn.code} {laid.book.rules[turn.code].label}"))
    yield from _counts("所属ごと", effects.counts(lambda turn: turn.division), sort=True)
    yield from _tasks(effects)
    yield from _standings(effects)
    yield from _turn_lines(app, laid, effects)


def _counts(title: str, counts: Mapping[str, Mapping[Any, int]], *, sort: bool = False) -> Iterator[str]:
    """The lines of the counts: how many of each effect, a line for each name."""
    from lifecycle.papers.tables.columns import clipped, padded
    from lifecycle.views.impact import Effect

    if counts:
        yield from ("", title)
    for name in sorted(counts, key=lambda n: (-sum(counts[n].values()), n)) if sort else counts:
        told = " / ".join(f"{effect.label} {counts[name][effect]}" for effect in Effect if counts[name].get(effect))
        yield f"  {padded(clipped(name, _NAME_COLUMNS), _NAME_COLUMNS)}  {told}"


def _reached(reach: "EditionReach") -> str:
    """The line that says whom an edition reaches on its first day, and which contracts end before."""
    first = wareki(reach.edition.issued_on)
    told = f"{reach.edition.id} は{first}から{reach.bound}件に及びます({REACH_LABELS[reach.edition.reach]})"
    ended = f"。それより前に終わる {reach.ended}件には及びません" if reach.ended else ""
    before = f"。それより前に締結した {reach.before}件は今の版のままです" if reach.before else ""
    return f"{told}{ended}{before}。"


def _tasks(effects: "Impact") -> Iterator[str]:
    """The lines of what each office will have to do and by when, under what is to be done."""
    from lifecycle.papers.tables.columns import clipped, padded

    asked = None
    for task in effects.tasks:
        if asked is None:
            yield from ("", "所属がすること")
        if (task.code, task.remedy) != asked:
            asked = (task.code, task.remedy)
            yield wrap(task.remedy, f"  [{task.code}] ", "    ")
        due = f"{wareki(task.first_due_on)}まで" if task.first_due_on else "期限の定めなし"
        later = f"(遅いものは{wareki(task.last_due_on)}まで)" if task.first_due_on != task.last_due_on else ""
        yield f"    {padded(clipped(task.division, _NAME_COLUMNS), _NAME_COLUMNS)}  {task.duties}件 {due}{later}"


def _standings(effects: "Impact") -> Iterator[str]:
    from config.vocabulary import Standing

    moved = [s for s in Standing if effects.before[s] != effects.after[s]]
    if moved:
        yield from ("", "契約の状態")
        yield "  " + " / ".join(f"{s.label} {effects.before[s]}件 → {effects.after[s]}件" for s in moved)


def _turn_lines(app: "App", laid: "DraftBook", effects: "Impact") -> Iterator[str]:
    """The lines of the duties that turn: of each what is said of it now, and what would be."""
    code = ""
    for turn in effects.turns:
        if turn.code != code:
            code = turn.code
            edition = laid.book.asked.by_id.get(turn.new.edition)
            source = laid.book.source_text(code, effects.as_of.on, edition)
            yield from ("", f"[{code}] {laid.book.rules[code].label}({source})")
        yield wrap(f"{turn.new.subject} {turn.title}({turn.division})", "  ", "      ")
        yield wrap(f"{turn.effect.label}: {_told(app.book, turn.old)} → {_told(laid.book, turn.new)}", "    ", "      ")
        if turn.new.blocking:
            yield wrap(turn.new.remedy, "    対応: ", "      ")


def _told(book: "RuleBook", finding: "Finding | None") -> str:
    """The words for how a duty stands."""
    if finding is None:
        return "規則なし"
    note = finding.due_note or book.due_mark(finding.code)
    due = f"、期限 {wareki(finding.due_on)}{note}" if finding.blocking and finding.due_on else ""
    gate = f"、関門 {finding.gate.label}" if finding.blocking and finding.gate else ""
    reason = f"({finding.reason}{due}{gate})" if finding.reason or due or gate else ""
    return f"{finding.status.label}{reason}"
