"""Tables of the docs, written from the data and the code they describe."""

from collections.abc import Iterable, Sequence
from datetime import date

from config import vocabulary
from config.loader import rule_book
from config.schema import ANCHOR_LABELS, Rule
from config.sources_by_day import sources_by_day
from config.vocabulary import Stage, Term
from config.wareki import format_date
from states.diagram import mermaid
from states.evidence import KINDS
from states.transition_words import reach_in_words

_PHASES = {
    "S0": "見積・締結前",
    "S1": "締結(契約書)",
    "S2": "チェックリスト受領",
    "S3": "実地調査",
    "S4": "履行中・再委託",
    "S5": "検査",
    "S6": "完了・完了後",
    "X": "横断・事故",
    "F": "構造(この仕組みの条件)",
}
UNITS = {"business": "開庁日", "calendar": "日"}
_EFFECTS = {"lifts": "免除する", "states": "述べる", "warns": "注意にする", "tables": "監査表の数え方"}
_FORMS = {"template": "契約書(参考様式)", "special_provisions": "特記事項", "checklist": "チェックリスト"}


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; a bar in a cell is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def diagram() -> list[str]:
    """The contract's machine as a fenced Mermaid block."""
    return ["```mermaid", *mermaid().splitlines(), "```"]


def gates() -> list[str]:
    """Every gate with the rules that bar it, in the order of the stages."""
    book = rule_book()
    rows = [
        (stage.label, rule.code, rule.label, _strength(rule), book.source_text(rule.code, date.max))
        for stage in Stage
        for rule in book.rules.values()
        if stage.value in rule.gates
    ]
    return table(("gate into", "code", "rule", "strength", "source"), rows)


def warnings() -> list[str]:
    """The rules that are judged but bar nothing unless raised."""
    book = rule_book()
    rules = [r for r in book.rules.values() if not r.gates and r.recorded and r.stage != "F"]
    rows = [(r.code, r.label, _strength(r), book.source_text(r.code, date.max)) for r in rules]
    return table(("code", "rule", "strength", "source"), rows)


def kinds() -> list[str]:
    """The kinds of evidence `attach` takes."""
    rows = []
    for kind in KINDS.values():
        standing = "takes over what it does not say" if kind.standing else "says all of its own"
        rows.append((f"`{kind.id}`", kind.label, kind.date_label, standing, _yes(kind.of_subcontract)))
    return table(("kind", "日本語", "dated by", "a later one", "of a subcontract too"), rows)


def terms() -> list[str]:
    """Every enumeration of the vocabulary with its ids and Japanese labels."""
    classes = [c for c in vars(vocabulary).values() if isinstance(c, type) and issubclass(c, Term) and c is not Term]
    rows = [
        (f"`{c.__name__}`", _first_sentence(c.__doc__), " · ".join(f"{m.label} `{m.value}`" for m in c))
        for c in classes
    ]
    return table(("name", "what it is", "terms"), rows)


PLANNED = (
    *("export", "template", "incident", "alerts", "ack", "snooze", "report", "pack", "backup", "restore", "erase"),
    *("subcontract", "rebuild", "reassess", "staff", "web"),
)
"""Commands that are designed; those that the command line does not have yet are named as missing."""


def planned() -> list[str]:
    """The designed commands that are not built yet, in one line."""
    from lifecycle.cli.main import build

    missing = [f"`{name}`" for name in PLANNED if name not in set(build())]
    return [f"Commands: {', '.join(missing)}." if missing else "Commands: none."]


def commands() -> list[str]:
    """Every command of the command line with its own help."""
    from lifecycle.cli.main import build

    app = build()
    rows = []
    for name in app:
        if name.startswith("-"):
            continue
        members = [m for m in app[name] if not m.startswith("-")]
        told = " · ".join(f"`{m}` {app[name][m].help}" for m in members)
        rows.append((f"`{name}`", f"{app[name].help}: {told}" if members else app[name].help))
    return table(("`lifecycle …`", "does"), rows)


def rules_document() -> str:
    """`docs/rules.md`: the whole rule book."""
    book = rule_book()
    register = [r for r in book.rules.values() if r.stage != "F"]
    unrecorded = sum(not r.recorded for r in register)
    lines = [
        "# 規則の一覧",
        "",
        "`config/packs/` から書き出したもの。直すときはデータを直し、`.venv/bin/python tests/docs/generate.py "
        "--write` で書き直す(試験が一致を確かめる)。全文・引用・値は `lifecycle rules show コード` で見られる。",
        "",
        f"規則 {len(register)}件と、段階が成り立つためのこの仕組みの条件(F){len(book.rules) - len(register)}件。"
        f"{len(register)}件のうち記録欄がなく判定しないものが {unrecorded}件。",
        "",
        "- **判定**: 「止める」は関門を閉じる。「警告」は示すだけ。"
        "「記録欄なし」は記録するところがなく、充足とも未充足ともしない。",
        "- **裏付け**: 原文(報告書で読める)・推論・外部(県の外の資料)・未確認・仮定(どの資料にもない既定)。"
        "強度の横の〔 〕は、本文・初日・証拠のうち原文でないもの。",
        "- **根拠を引く日**: 文書は、出た日より前の日の根拠には引かない。監査報告書は、その日の取扱いを伝える文書として"
        "発行の前の日にも引く。",
        "- **初日**: 空欄の規則は日付を問わず判定する(従前からの取扱い、又は監査意見・研修・仮定)。",
        "- **期限**: 日数は全てこの仕組みの仮定で、県の規程に日数はない。例外承認の期限は別に定める。",
    ]
    for phase, title in _PHASES.items():
        rules = [r for r in book.rules.values() if r.stage == phase]
        lines += ["", f"## {phase} {title}", ""]
        lines += table(
            ("規則", "内容", "強度", "裏付け", "判定", "初日", "期限(根拠)", "例外承認", "出典"),
            [_rule_row(rule) for rule in rules],
        )
    return "\n".join([*lines, *_of_sources(), *_transitions(), *_editions(), *_checklist(), *_sources(), ""])


def _rule_row(rule: Rule) -> tuple[str, ...]:
    waiver = rule.approver.label if rule.waivable else "できない"
    source = rule_book().source_text(rule.code, date.max)
    return (
        rule.code,
        rule.label,
        f"{rule.strength_label}{rule.mark}",
        rule.standing,
        _judged(rule),
        format_date(rule.first_on) if rule.first_on else "",
        _deadline(rule),
        waiver if rule.recorded else "—",
        source,
    )


def _of_sources() -> list[str]:
    """For each rule the sources in force on which days, and how sure its text, first day, evidence and deadline are."""
    heads = ("規則", "根拠(引く日ごと)", "本文", "初日", "証拠", "期限")
    return ["", "## 根拠と裏付け", "", *table(heads, [_source_row(rule) for rule in rule_book().rules.values()])]


def _source_row(rule: Rule) -> tuple[str, ...]:
    periods = sources_by_day(rule_book(), rule.code)
    told = [f"{f'{format_date(day)}から' if day else 'それより前'}: {text}" for day, text in periods]
    deadline = rule.deadline
    return (
        rule.code,
        "<br>".join(told) if len(periods) > 1 or periods[0][0] else periods[0][1],
        rule.standing,
        _sure(rule.first_standing, rule.first_note) if rule.first_on or rule.first_note else "—",
        _sure(rule.evidence_standing, rule.evidence_note) if rule.recorded else "—",
        _sure(deadline.standing, deadline.note if deadline.mark else None) if deadline else "—",
    )


def _sure(standing: str, note: str | None) -> str:
    return f"{standing}({note})" if note else standing


def _judged(rule: Rule) -> str:
    if rule.gates:
        return "止める: " + "、".join(gate.label for gate in rule.gates)
    if rule.code in ("F-03", "F-04"):
        return "手続の上で止める"
    if not rule.recorded:
        return f"記録欄なし({rule.unrecorded_because})"
    return "警告" + (f"(上げれば {rule.gate_if_raised.label})" if rule.gate_if_raised else "")


def _deadline(rule: Rule) -> str:
    if rule.deadline is None:
        return ""
    days = f"{rule.deadline.days:+d}{UNITS[rule.deadline.unit]}" if rule.deadline.days else "当日"
    return f"{ANCHOR_LABELS[rule.deadline.counted_from]} {days}{rule.deadline.mark or '〔原文〕'}"


def _transitions() -> list[str]:
    rows = []
    for item in rule_book().transitions.values():
        effect, reach = f"{_EFFECTS[item.effect]} {'、'.join(item.codes)}", reach_in_words(rule_book(), item)
        rows.append((item.code, item.label, item.text, effect, reach, item.standing))
    return ["", "## 経過措置", "", *table(("コード", "名", "内容", "効果", "及ぶ範囲", "裏付け"), rows)]


def _editions() -> list[str]:
    book = rule_book()
    ordered = sorted(book.editions, key=lambda e: (e.issued_on, e.id))
    rows = [
        (_FORMS[e.form], e.label, format_date(e.issued_on), book.sources[e.cite.source].number or "") for e in ordered
    ]
    return ["", "## 版", "", *table(("様式", "版", "効力の初日", "出典"), rows)]


def _checklist() -> list[str]:
    form = rule_book().checklist
    found = {status: [str(i.no) for i in form.items if i.text_status == status] for status in ("partial", "lost")}
    return [
        "",
        f"## チェックリスト({form.edition.removeprefix('checklist-')})",
        "",
        f"{len(form.items)}項目。本文が失われた項目: {'、'.join(found['lost'])}({len(found['lost'])}項目)。"
        f"一部が判読できない項目: {'、'.join(found['partial'])}({len(found['partial'])}項目)。"
        "失われた本文は補っていない。",
    ]


def _sources() -> list[str]:
    rows = [
        (s.number or "", s.title, format_date(s.issued_on) if s.issued_on else "", s.standing, s.note or "")
        for s in rule_book().sources.values()
    ]
    return ["", "## 出典", "", *table(("番号", "題名", "日付", "裏付け", "注"), rows)]


def _strength(rule: Rule) -> str:
    return f"{rule.strength_label}{rule.mark}"


def _first_sentence(text: str | None) -> str:
    sentence = (text or "").strip().split("\n\n")[0].replace("\n", " ")
    return " ".join(sentence.split()).rstrip(".")


def _yes(value: bool) -> str:
    return "yes" if value else ""
