"""`attach`: record a document of a contract, with its files."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from config.errors import UsageError
from lifecycle.cli.contracts import Sets, given_fields
from lifecycle.cli.output import DEFAULTS, Common, show_json


def attach(
    contract: str | None = None,
    kind: str | None = None,
    *,
    subcontract: Annotated[str, Parameter(help="再委託番号(1、1.1 など)")] = "",
    set_: Sets = (),
    file: Annotated[tuple[Path, ...], Parameter(name="--file", help="原本のファイル(くり返し可)")] = (),
    common: Common = DEFAULTS,
) -> None:
    """証拠を記録する。種類と項目は `lifecycle attach --help 種類` で見られる。

    例: lifecycle attach R6-0012 checklist --set received_on=R6.4.12 --set 問1=はい … --file 点検表.xlsx
    """
    if contract is None or kind is None:
        raise UsageError(f"契約番号と証拠の種類を指定してください。種類: {kinds_line()}")
    from lifecycle.app import open_app
    from lifecycle.usecases.evidence import attach as store
    from notifications.plain import wrap
    from states.evidence import KINDS

    done = store(open_app(actor=common.actor), contract, kind, given_fields(set_, {}), file, subcontract)
    if common.json:
        show_json(
            {
                "contract": contract,
                "kind": kind,
                "changed": done.changed,
                "carried": list(done.carried),
                "files": list(done.files),
                "met": [{"subject": f.subject, "code": f.code} for f in done.met],
                "unmet": [{"subject": f.subject, "code": f.code} for f in done.unmet],
            }
        )
        return
    print(f"{contract}: 記録しました。" if done.changed else f"{contract}: すでに同じ内容が記録されています。")
    if done.carried:
        labels = {c.name: c.label for c in KINDS[kind].columns}
        text = "、".join(labels[name] for name in done.carried)
        print(wrap(text, "  前回の確認から引き継いだ項目: ", "    "))
    for stored in done.files:
        print(f"  原本 {stored['sha256'][:12]}… {stored['type']} {stored['size']:,}バイト")
    for finding in done.met:
        print(f"  ● 充足 {finding.subject} [{finding.code}]")
    if done.unmet:
        codes = "、".join(dict.fromkeys(f.code for f in done.unmet))
        print(wrap(f"{codes}(lifecycle why {contract})", f"  ■ 次の関門までの不足 {len(done.unmet)}件: ", "    "))


def kinds_line() -> str:
    """Every kind of evidence in one line."""
    from states.evidence import KINDS

    return "、".join(f"{kind.id}({kind.label})" for kind in KINDS.values())


def kind_help(kind_id: str) -> str | None:
    """The fields of a kind of evidence, each with the ledger's column; None where there is no such kind."""
    from states.evidence import KINDS

    kind = KINDS.get(kind_id)
    if kind is None:
        return None
    width = max(len(column.name) for column in kind.columns)
    rows = [f"  {c.name:<{width}}  {c.label}  ({c.expected})" for c in kind.columns]
    title = f"{kind.id}({kind.label})の項目。--set 項目=値 で入れる(項目は英語名でも日本語名でもよい):"
    return "\n".join([title, *rows])


def answer_kind_help(words: list[str]) -> bool:
    """Whether the call was `attach --help KIND`, and was answered."""
    if not words or words[0] != "attach" or not {"--help", "-h"} & set(words):
        return False
    for word in words[1:]:
        text = kind_help(word)
        if text:
            sys.stdout.write(text + "\n")
            return True
    return False
