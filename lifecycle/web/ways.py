"""Ways: where in the register the deed of a command is done, and which act it is. One table for every cure.

Rule data, guards and alerts say what to do by the command that does it; a page leads to the form that does the same.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from config.vocabulary import Role, Stage
from config.wareki import parse_date
from lifecycle.acts import ACTS, Act
from lifecycle.fields.stages import parse_stage
from lifecycle.usecases.matters import MATTERS
from lifecycle.web import places
from states.columns import CONTRACT, SUBCONTRACT, columns_of
from states.cures import OPEN
from states.evidence import INCIDENT, KINDS, OFFICE_KINDS
from states.incident import MARK
from states.incident_steps import SECTIONS

Options = Mapping[str, str]
"""The options of a command by name (`--of`, `--subcontract`), and its fields by theirs (`checked_on`)."""


@dataclass(frozen=True, slots=True)
class Way:
    """The address at which a deed is done, what the deed is called, and the acts that let one do it."""

    href: str
    title: str
    acts: tuple[Act, ...]

    @property
    def doers(self) -> str:
        """The posts that may do it, in words."""
        return doers_of(self.acts)


def doers_of(acts: Iterable[Act]) -> str:
    """The posts that may do one of these acts, in words."""
    posts = {role for act in acts for role in ACTS[act].posts}
    return "、".join(role.label for role in Role if role in posts)


def way_of(command: str) -> Way | None:
    """Where the deed of a command is done; None for a command that no page of the register stands for."""
    head, *parts = re.split(r" (?=--)", command)
    words = head.split()[1:]
    verb = next((verb for verb in _VERBS if tuple(words[: len(verb)]) == verb), None)
    return _VERBS[verb](words[len(verb) :], dict(map(_option, parts))) if verb else None


def _option(part: str) -> tuple[str, str]:
    option, _, value = part.partition(" ")
    name, equals, given = value.partition("=") if option == "--set" else ("", "", "")
    return (name, given) if equals else (option, value)


def _first(kind: str, options: Options) -> str:
    """The first field of a kind that a command names, by an option of its own or by --set."""
    named = {name.removeprefix("--").replace("-", "_") for name in options}
    return next((c.name for c in columns_of(kind) if c.name in named or c.label in named), "")


def _attach(words: list[str], options: Options) -> Way:
    *number, kind = words
    id_ = " ".join(number)
    if kind == INCIDENT:
        act = Act.CLOSE_INCIDENT if _first(kind, options) == "closed_on" else Act.REPORT_INCIDENT
        return Way(places.incidents_of(id_), "漏えい等事案に書き足す", (act,))
    no = options.get("--subcontract", "")
    of = f"再委託{no}の" if no else ""
    field = _first(kind, options)
    href = places.with_query(places.evidence_form(id_, kind, no), of=_version(kind, options))
    return Way(href + (f"#f-{field}" if field else ""), f"{of}{KINDS[kind].label}を登録する", (Act.RECORD,))


def _version(kind: str, options: Options) -> str:
    """The day of the version that is corrected, where a command names one: by --of, or by the field that dates it."""
    text = options.get("--of") or options.get(KINDS[kind].dated_by or "", OPEN)
    return "" if text == OPEN else parse_date(text).isoformat()


def _amend(words: list[str], options: Options) -> Way:
    return Way(places.amend_form(" ".join(words), _first(CONTRACT, options)), "契約の内容を改める", (Act.RECORD,))


def _amend_subcontract(words: list[str], options: Options) -> Way:
    *number, no = words
    id_ = " ".join(number)
    href = places.subcontract_form(id_, no, "amend", _first(SUBCONTRACT, options))
    return Way(href, f"再委託{no}の内容を補う", (Act.RECORD,))


def _approve(words: list[str], options: Options) -> Way:
    *number, no = words
    id_ = " ".join(number)
    if "--file" in options:
        href = places.subcontract_form(id_, no, "paper")
        return Way(href, f"再委託{no}の書面の承認書を登録する", (Act.RECORD,))
    return Way(places.subcontract_decision(id_, no), f"再委託{no}を承認する", (Act.DECIDE_SUBCONTRACT,))


def _confirm(words: list[str], options: Options) -> Way:
    no = options.get("--subcontract", "")
    if words[-1] == SUBCONTRACT:
        href = places.check_page(" ".join(words[:-1]), SUBCONTRACT, no)
        return Way(href, f"再委託{no}の承認書の原本を確認する", (Act.CONFIRM_ORIGINAL,))
    return Way(places.check_page(" ".join(words), "contract_review", no), "契約書を再確認する", (Act.CHECK_AGAIN,))


def _accept(words: list[str], options: Options) -> Way:
    no = options.get("--subcontract", "")
    href = places.substitute_decision("/".join(filter(None, (" ".join(words), no))))
    acts = (Act.ACCEPT_SUBSTITUTE, Act.ACCEPT_SUBSTITUTE_OF_DESK)
    return Way(href, f"{f'再委託{no}の' if no else ''}実地調査に代わる対応を承認する", acts)


def _except(words: list[str], options: Options) -> Way:
    asked = (options.get(name, "") for name in ("--rule", "--subcontract", "--category"))
    href = places.exception_form(" ".join(words), *asked)
    return Way(href, f"例外承認を申請する({options.get('--rule', '')})", (Act.REQUEST_EXCEPTION,))


def _advance(words: list[str], options: Options) -> Way:
    to: Stage | None = parse_stage(options["--to"]) if "--to" in options else None
    title = f"「{to.label}」へ進める" if to else "次の段階へ進める"
    return Way(places.advance_page(" ".join(words), to.value if to else ""), title, (Act.ADVANCE,))


def _why(words: list[str], _: Options) -> Way:
    return Way(places.advance_page(" ".join(words)), "足りないものを確かめる", (Act.READ,))


def _exception(words: list[str], _: Options) -> Way:
    acts = (Act.DECIDE_EXCEPTION, Act.DECIDE_EXCEPTION_OF_DESK)
    return Way(places.exception_page(" ".join(words)), "例外承認を決裁する", acts)


def _matter(words: list[str], _: Options) -> Way:
    acts = tuple(dict.fromkeys(matter.act for matter in MATTERS.values()))
    return Way(places.matter_page(" ".join(words)), "二人目として確かめる", acts)


def _staff(_: list[str], __: Options) -> Way:
    return Way(places.STAFF, "職と連絡先を登録する", (Act.STAFF,))


def _desk(words: list[str], options: Options) -> Way:
    if office := options.get("--division", ""):
        title = f"{OFFICE_KINDS[words[0]].label}を登録する"
        return Way(places.office_form(words[0], office), title, (Act.RECORD_OF_OFFICE,))
    return Way(places.desk_form(words[0]), f"{OFFICE_KINDS[words[0]].label}を登録する", (Act.RECORD_OF_DESK,))


def _circular(words: list[str], _: Options) -> Way:
    return Way(places.circular_page(words[0]), "通知に回答する", (Act.ANSWER_CIRCULAR, Act.READ_CIRCULAR))


def _import(_: list[str], __: Options) -> Way:
    return Way(places.IMPORT, "台帳を取り込む", (Act.IMPORT,))


def _call(words: list[str], _: Options) -> Way:
    return Way(places.contacts_page(" ".join(words)), "緊急連絡先の疎通確認を記録する", (Act.RECORD,))


def _incident(step: str) -> Callable[[list[str], Options], Way]:
    """The way of a command about an incident; one that names only its contract leads to the contract's incidents."""
    title, act, place = _OF_INCIDENTS[step]

    def way(words: list[str], options: Options) -> Way:
        id_, mark, no = " ".join(words).rpartition(f"/{MARK}")
        return Way(place(id_, no, options) if mark else places.incidents_of(" ".join(words)), title, (act,))

    return way


def _of_section(id_: str, no: str, options: Options) -> str:
    """The form of the section in which the first field of a command stands; the incident's page without one."""
    if (field := _first(INCIDENT, options)) in ("closed_on", "closed_reason"):
        return places.incident_close(id_, no)
    section = next((one for one in SECTIONS if field in one.fields), None)
    return places.incident_form(id_, no, section.id, field) if section else places.incident_page(id_, no)


_OF_INCIDENTS: Mapping[str, tuple[str, Act, Callable[[str, str, Options], str]]] = {
    "update": ("漏えい等事案に書き足す", Act.REPORT_INCIDENT, _of_section),
    "close": ("漏えい等事案の終結を記録する", Act.CLOSE_INCIDENT, lambda i, n, _: places.incident_close(i, n)),
    "ack": ("漏えい等の連絡の受領を確認する", Act.ANSWER_INCIDENT, lambda i, n, _: places.incident_page(i, n)),
    "show": ("漏えい等事案を見る", Act.READ, lambda i, n, _: places.incident_page(i, n)),
    "card": ("漏えい等事案の一枚を印刷する", Act.READ, lambda i, n, _: places.incident_card(i, n)),
}


def _report(words: list[str], _: Options) -> Way:
    href = places.with_query(places.FIRST_REPORT, contract=" ".join(words))
    return Way(href, "漏えいの一報を記録する", (Act.REPORT_INCIDENT,))


def _incidents(_: list[str], __: Options) -> Way:
    return Way(places.INCIDENTS, "漏えい等事案の一覧を見る", (Act.READ,))


def _terminate(words: list[str], _: Options) -> Way:
    return Way(places.ending_form(" ".join(words), "terminate"), "契約を解除する", (Act.END,))


_VERBS: Mapping[tuple[str, ...], Callable[[list[str], Options], Way]] = {
    ("attach",): _attach,
    ("import",): _import,
    ("contact", "check"): _call,
    ("contract", "terminate"): _terminate,
    ("contract", "amend"): _amend,
    ("subcontract", "amend"): _amend_subcontract,
    ("subcontract", "approve"): _approve,
    ("review", "confirm"): _confirm,
    ("waiver", "approve"): _accept,
    ("override", "request"): _except,
    ("override", "show"): _exception,
    ("second", "show"): _matter,
    ("advance",): _advance,
    ("why",): _why,
    ("incident", "report"): _report,
    ("incident", "list"): _incidents,
    **{("incident", step): _incident(step) for step in _OF_INCIDENTS},
    ("staff", "assign"): _staff,
    ("office", "record"): _desk,
    ("circular", "confirm"): _circular,
}
