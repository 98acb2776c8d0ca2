"""`attach`: record a document of a contract, with its files."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import NotFoundError, UsageError
from config.vocabulary import Role
from config.wareki import short_date
from lifecycle.cli.contracts import Sets, given_fields
from lifecycle.cli.moves import in_part_lines
from lifecycle.cli.named import Number
from lifecycle.cli.output import DEFAULTS, Common, day, show_json
from lifecycle.cli.prompt import is_interactive

if TYPE_CHECKING:
    from lifecycle.app import App
    from lifecycle.usecases.evidence import Attached
    from states.facts import Contract


OLDER = (
    "{label}({day})を、{latest}の記録より前の版として加えました。今の判定は{latest}の記録によります。"
    "{latest}が日付の誤りであれば、取り消してください。"
)
"""The words for a document that was added behind a later one."""


def attach(
    contract: Number | None = None,
    kind: str | None = None,
    *,
    subcontract: Annotated[Number, Parameter(help="再委託番号(1、1.1 など)")] = "",
    set_: Sets = (),
    file: Annotated[tuple[Path, ...], Parameter(name="--file", help="原本のファイル(繰り返し可)")] = (),
    from_: Annotated[
        Path | None, Parameter(name="--from", help="記入済みのExcel(台帳と同じ列のシート)から読む")
    ] = None,
    of: Annotated[str | None, Parameter(name="--of", help="この日付の記録を訂正する(日付の誤りもこれで正す)")] = None,
    common: Common = DEFAULTS,
) -> None:
    """証拠を記録する。種類と項目は `lifecycle attach --help 種類` で見る。

    例: lifecycle attach R6-0012 checklist --set received_on=R6.4.12 --set 問1=はい … --file 点検表.xlsx
    """
    if contract is None or kind is None:
        raise UsageError(f"契約番号と証拠の種類を指定してください。種類: {kinds_line()}")
    if not set_ and not file and from_ is None and is_interactive():
        set_ = _asked(contract, kind, subcontract, common)
    from lifecycle.app import open_app
    from lifecycle.usecases import evidence

    app = open_app(actor=common.actor)
    done = evidence.attach(
        app, contract, kind, given_fields(set_, {}), file, subcontract, filled=from_, of=day(of, "--of")
    )
    if common.json:
        show_json(_document(contract, kind, done))
    else:
        print("\n".join(_lines(contract, kind, done)))


def detach(
    contract: Number,
    kind: str,
    *,
    reason: Annotated[str, Parameter(help="取り消す理由(日付の誤記など)")],
    on: Annotated[str | None, Parameter(name="--on", help="取り消す記録の日付。1件だけのときは省ける")] = None,
    no: Annotated[int | None, Parameter(name="--no", help="事案番号(同じ日の漏えい等事案がいくつもあるとき)")] = None,
    subcontract: Annotated[Number, Parameter(help="再委託番号(1、1.1 など)")] = "",
    common: Common = DEFAULTS,
) -> None:
    """誤って記録した証拠を、理由とともに取り消す。日付の誤りは、正しい日付で attach してから、誤った方を取り消す。

    例: lifecycle detach R6-0012 emergency_contact --on R6.12.2 --reason 確認日の誤記
    """
    from lifecycle.app import open_app
    from lifecycle.usecases import withdrawing

    app, dated_on = open_app(actor=common.actor), day(on, "--on")
    done = withdrawing.take_back(app, contract, kind, dated_on, reason, subcontract, no)
    if common.json:
        named = {"appeared": done.appeared, "met": done.met}
        turned = {name: [{"subject": f.subject, "code": f.code} for f in findings] for name, findings in named.items()}
        show_json({"contract": contract, "kind": done.kind, "dated_on": done.dated_on, **turned})
        return
    of = f"({short_date(done.dated_on)})" if done.dated_on else ""
    print(f"{contract}: {done.label}{of}の記録を取り消しました。経過は lifecycle history に残ります。")
    for finding in done.met:
        print(f"  ● 充足 {finding.subject} [{finding.code}]({Role.DIVISION_HEAD.label}に知らせます)")
    for finding in done.appeared:
        print(f"  ■ 不足 {finding.subject} {finding.reason} [{finding.code}]")


def _document(contract: str, kind: str, done: "Attached") -> dict[str, Any]:
    """The JSON of `attach`."""
    from lifecycle.views.verdict_documents import in_part_document

    return {
        "contract": contract,
        "kind": kind,
        "changed": done.changed,
        "carried": list(done.carried),
        "dated_on": done.dated_on,
        "behind": done.behind,
        **({"no": done.no} if done.no else {}),
        "in_part": [in_part_document(one) for one in done.in_part],
        "files": list(done.files),
        "met": [{"subject": f.subject, "code": f.code} for f in done.met],
        "unmet": [{"subject": f.subject, "code": f.code} for f in done.unmet],
        "notes": list(done.notes),
    }


def _lines(contract: str, kind: str, done: "Attached") -> Iterator[str]:
    """The lines of the answer: what was recorded, what it met, and what the next gate still lacks."""
    from lifecycle.usecases.evidence import find_kind
    from notifications.plain import wrap

    yield f"{contract}: 記録しました。" if done.changed else f"{contract}: 既に同じ内容が記録されています。"
    if done.carried:
        labels = {c.name: c.label for c in find_kind(kind).columns}
        text = "、".join(labels[name] for name in done.carried)
        yield wrap(text, "  前の記録から引き継いだ項目: ", "    ")
    for note in done.notes:
        yield wrap(note, "  ▲ 確かめてください: ", "    ")
    if done.behind and done.dated_on:
        told = OLDER.format(label=find_kind(kind).label, day=short_date(done.dated_on), latest=short_date(done.behind))
        yield wrap(told, "  ▲ ", "    ")
        yield f"    lifecycle detach {contract} {kind} --on {short_date(done.behind)} --reason …"
    yield from in_part_lines(done.in_part)
    for stored in done.files:
        yield f"  原本 {stored['sha256'][:12]}… {stored['type']} {stored['size']:,}バイト"
    for finding in done.met:
        yield f"  ● 充足 {finding.subject} [{finding.code}]"
    if done.unmet:
        codes = "、".join(dict.fromkeys(f.code for f in done.unmet))
        yield wrap(f"{codes}(lifecycle why {contract})", f"  ■ 次の関門までの不足 {len(done.unmet)}件: ", "    ")


def _asked(contract: str, kind_id: str, subcontract: str, common: Common) -> tuple[str, ...]:
    """Ask a person at the terminal for the fields of a kind; items whose article is left out stand struck through."""
    from lifecycle.app import open_app
    from lifecycle.cli.prompt import ask, confirm
    from lifecycle.fields.questions import evidence_questions
    from lifecycle.papers.letters.checklist_form import case_of
    from lifecycle.records.as_of import AsOf
    from lifecycle.usecases.evidence import find_kind
    from lifecycle.views.contracts import show

    kind = find_kind(kind_id)
    app = open_app(actor=common.actor)
    facts = show(app, contract, AsOf(app.today())).contract
    _must_be_able_to_record(app, facts, kind.id, subcontract)
    review = facts.contract_review
    omitted = (review.omitted_articles or ()) if review else ()
    form = case_of(app, facts, app.today(), subcontract).form
    of = f"再委託{subcontract}の" if subcontract else ""
    title = f"{contract} {of}{kind.label}を記録します"
    answers = ask(title, evidence_questions(kind, app.book, omitted, form))
    confirm(title, answers, kind.columns)
    return tuple(f"{name}={value}" for name, value in answers.items())


def _must_be_able_to_record(app: "App", facts: "Contract", kind: str, subcontract: str) -> None:
    """Refuse before anybody types: the post must be allowed to record for this contract, the subcontract must exist."""
    from lifecycle.acts import act_of_kind

    with app.reading() as connection:
        app.actor(connection).must(act_of_kind(kind), facts.sheet.division)
    if subcontract and subcontract not in {sub.no for sub in facts.subcontracts}:
        raise NotFoundError(f"契約 {facts.id} に再委託 {subcontract} はありません。")


def kinds_line() -> str:
    """The names of all kinds of evidence in one line."""
    from states.evidence import KINDS

    return "、".join(f"{kind.id}({kind.label})" for kind in KINDS.values())


def kind_help(kind_id: str) -> str | None:
    """The fields of a kind of evidence or of a contract, each with the ledger's column; None for any other word."""
    from states.columns import CONTRACT, columns_of
    from states.evidence import KINDS

    kind = KINDS.get(kind_id)
    if kind is None and kind_id != CONTRACT:
        return None
    columns, label = (kind.columns, kind.label) if kind else (columns_of(CONTRACT), "契約")
    width = max(len(column.name) for column in columns)
    rows = [f"  {c.name:<{width}}  {c.label}  ({c.expected})" for c in columns]
    title = f"{kind_id}({label})の項目。--set 項目=値 で入れる(項目は英語名でも日本語名でもよい):"
    return "\n".join([title, *rows])


def answer_kind_help(words: list[str]) -> bool:
    """Whether the words of `attach` were `--help KIND`; if so, they were answered here."""
    if not {"--help", "-h"} & set(words):
        return False
    # The columns are called as the pack of the home calls them.
    from lifecycle.cli import believed

    believed.book()
    for word in words:
        text = kind_help(word)
        if text:
            sys.stdout.write(text + "\n")
            return True
    return False
