"""The skeleton of a draft: the few lines that a new circular needs, with 〔 〕 where something must be written.

An edition says what differs from its predecessor; what `check_draft` still finds in 〔 〕 nobody has written yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.citations import Source
from config.editions import Edition
from config.errors import NotFoundError, RequestFault, UsageError, reason_of
from config.forms import ChecklistForm
from config.released import PackFiles
from config.rulebook import RuleBook
from config.vocabulary import REACH_LABELS
from config.wareki import short_date
from config.wordings import is_lost
from lifecycle.usecases.rule_drafts import DRAFTS, is_draft_name, name_fault

_FORM = "checklist"
_HEAD = "# 〔 〕を書き替えます。残ったところと誤りは、案の点検が全て示します。\n"


@dataclass(frozen=True, slots=True)
class CircularNamed:
    """What is known of a circular that is to be drafted: its number and title, when it goes out, its first day."""

    number: str
    title: str
    issued_on: date
    first_on: date


def first_of_next_year(today: date) -> date:
    """The first day of the fiscal year after that of today, on which most circulars begin."""
    return date(today.year + (today >= date(today.year, 4, 1)), 4, 1)


def succeeded(book: RuleBook, named: Sequence[str]) -> list[Edition]:
    """The editions that a draft succeeds, by their ids or forms; without a name the newest checklist.

    Raises NotFoundError with every name that is none, UsageError where two are of one form.
    """
    forms = {edition.form for edition in book.editions}
    newest = {form: book.editions_of(form)[-1] for form in forms}
    known = {edition.id: edition for edition in book.editions} | dict(newest)
    wanted = list(named) or [_FORM]
    if missing := [name for name in wanted if name not in known]:
        told = f"{'、'.join(missing)} という版はありません(版は {'、'.join(e.id for e in book.editions)})。"
        raise NotFoundError(RequestFault("edition_unknown_here", told, "from"))
    chosen = [known[name] for name in wanted]
    if len({edition.form for edition in chosen}) != len(chosen):
        raise UsageError(
            RequestFault("edition_twice", "一つの様式について、引き継ぐ版は一つだけ指定してください。", "from")
        )
    return chosen


def skeleton(book: RuleBook, name: str, circular: CircularNamed, before: Sequence[Edition]) -> PackFiles:
    """The files of a draft of a circular that succeeds these editions. Raises UsageError where its editions stand."""
    new = {edition.id: _renamed(edition, circular.first_on) for edition in before}
    if standing := sorted(set(new.values()) & {edition.id for edition in book.editions}):
        told = f"{'、'.join(standing)} は既にあります。別の初日にしてください。"
        raise UsageError(RequestFault("edition_stands", told, "first_on"))
    files = {
        "sources.toml": _source(name, circular, book.sources.get(before[0].cite.source)),
        "editions.toml": "\n".join([_about_editions(), *(_edition(name, circular, e, new[e.id]) for e in before)]),
        "transitions.toml": _transitions(name, circular.first_on, before, new),
    }
    forms = [edition for edition in before if edition.id in book.forms]
    return files | {f"forms/{new[e.id]}.toml": _form(name, book.forms[e.id], new[e.id]) for e in forms}


def wording_skeleton(book: RuleBook, written: Mapping[tuple[str, int], str]) -> PackFiles:
    """The file of a draft of the wordings that the sources lost, with those that are written already."""
    entries = [
        (form.edition, item.no, item.inference or item.note or item.article_title)
        for form in book.forms.values()
        for item in form.items
        if is_lost(item)
    ]
    if not entries:
        told = "文言の欠けた項目はありません。全て書かれています。"
        raise UsageError(RequestFault("no_wording_lost", told, "wording"))
    lines = [_wording(edition, no, about, written.get((edition, no))) for edition, no, about in entries]
    head = f"# 資料で失われた項目の文言。様式の原本を見て写します。分からない項目は消しておきます。\n{_HEAD}"
    return {"wording.toml": "\n".join([head, *lines])}


def write_draft(home: Path, name: str, files: PackFiles) -> Path:
    """Write a draft into the home, and give its folder. Raises UsageError where one of that name lies there."""
    if not is_draft_name(name):
        raise name_fault()
    folder = home / DRAFTS / name
    if folder.exists():
        told = f"案「{name}」は既にあります({folder})。別の名前にするか、その案を直してください。"
        raise UsageError(RequestFault("draft_exists", told, "name"))
    try:
        for file, text in files.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"案を {folder} に書けません({reason_of(error)})。") from None
    return folder


def _renamed(edition: Edition, first_on: date) -> str:
    label = short_date(first_on)
    named = edition.id.replace(edition.label, label)
    return named if named != edition.id else f"{edition.form}-{label}"


def _source(name: str, circular: CircularNamed, before: Source | None) -> str:
    addressees = before.addressees if before else ()
    return f"""# この案がよりどころとする通知。
{_HEAD}
[[source]]
id = "{name}"
number = {_quoted(circular.number or "〔番号〕")}
title = {_quoted(circular.title or "〔件名〕")}
issued_on = {circular.issued_on.isoformat()}
issuer = {_quoted((before.issuer if before else None) or "〔発出者〕")}
addressees = [{", ".join(map(_quoted, addressees))}]
"""


def _about_editions() -> str:
    reaches = "\n".join(f"#   {reach}: {label}" for reach, label in REACH_LABELS.items())
    return f"""# 新しい版。issued_on は初日、binds はどの契約に及ぶか:
{reaches}
# 書かないことは、前の版のとおりです。
"""


def _edition(name: str, circular: CircularNamed, before: Edition, new: str) -> str:
    asks = "".join(_ask(ask.rule, ask.remedy) for ask in before.asks)
    return f"""[[edition]]
id = "{new}"
form = "{before.form}"
label = "{short_date(circular.first_on)}"
issued_on = {circular.first_on.isoformat()}
binds = "{before.reach}"
cite = {{ source = "{name}", at = "〔記の番号〕" }}
{asks}"""


def _ask(rule: str, remedy: str | None) -> str:
    return f'\n[[edition.asks]]\nrule = "{rule}"\n' + (f"# remedy = {_quoted(remedy)}\n" if remedy else "")


def _form(name: str, before: ChecklistForm, new: str) -> str:
    last = max(item.no for item in before.items)
    return f"""# 様式。前の版({before.edition})と違うところだけを書きます。
edition = "{new}"
based_on = "{before.edition}"
cite = {{ source = "{name}", at = "〔別紙の番号〕" }}
# 消える項目と、番号の変わる項目([前の番号, 新しい番号]):
# removed = [28]
# renumbered = [[29, 28]]
# 加わる項目、文言の改まる項目は、次の形で一つずつ書きます(番号は新しい版の番号):
# [[items]]
# no = {last + 1}
# articles = [18]
# article_title = "〔条の見出し〕"
# text = "〔点検項目の文言〕"
# text_status = "verbatim"
# answer = "yes_no"
# safe = "はい"
"""


def _transitions(name: str, first_on: date, before: Sequence[Edition], new: Mapping[str, str]) -> str:
    lifted = [ask.rule for edition in before for ask in edition.asks] or ["〔規則〕"]
    return f"""# 経過措置。なければ、このファイルは消してかまいません。使うときは先頭の # を消します。
# [[transition]]
# code = "〔空いている番号〕"
# label = "〔見出し〕"
# text = "〔本文〕"
# effect = "lifts"
# lifts = [{", ".join(f'"{rule}"' for rule in lifted)}]
# editions = [{", ".join(f'"{one}"' for one in new.values())}]
# when = [{{ field = "concluded_on", before = {first_on.isoformat()} }}]
# cites = [{{ source = "{name}", at = "〔記の番号〕" }}]
"""


def _wording(edition: str, no: int, about: str, text: str | None) -> str:
    return f"""# {about}
[[wording]]
edition = "{edition}"
no = {no}
text = {_quoted(text or "〔文言〕")}
"""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
