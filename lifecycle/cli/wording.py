"""The command line's words for what a use case refuses: the options and commands that cure it, by the fault's code."""

from collections.abc import Mapping
from typing import Any

from config.errors import LifecycleError, RequestFault, WorldError
from config.place import said_here

_INIT = "先に lifecycle init を実行してください。"

WORDS: Mapping[str, str] = {
    "actor_not_declared": (
        "--actor(LIFECYCLE_ACTOR)で操作する人を名乗れるのは、試用の環境(lifecycle init --trial)だけです。"
        "ここでは操作者はOSの利用者です(os_user)。"
    ),
    "clock_not_believed": (
        "LIFECYCLE_NOW で時計を定められるのは、試用の環境(lifecycle init --trial)だけです。"
        "ここでは時計はOSのものです。LIFECYCLE_NOW を外して実行してください。"
    ),
    "agreed_open": (
        "項目{numbers}の遵守事項が空けてあります。取り決めた項目だけを記入してください(--agreed 項目=内容)。[{rule}]"
    ),
    "alert_unknown": "{message}lifecycle alerts で番号を確かめてください。",
    "clock_is_back": "{told}(lifecycle clock accept)",
    "home_unsettled": (
        "{told}二人のうち一人が lifecycle home settle real(本番)又は lifecycle home settle trial(試用)で申し出て、"
        "もう一人が lifecycle second confirm で確認します。"
        "もう一人の職がまだなければ、先に lifecycle staff give で与えます。"
    ),
    "contract_taken": "{message}直すときは contract amend を使ってください。",
    "contract_unknown": "{message}lifecycle contract list で番号を確かめてください。",
    "database_lost": (
        "{told}\nPostgreSQL で使っていたなら、LIFECYCLE_DATABASE_URL にその場所を書いてください。\n"
        "なくしたなら、このフォルダーを別の名前に移してから、lifecycle restore 控えのファイル で復元してください。\n"
        "試しに作っただけで要らないなら、フォルダーごと消してから lifecycle init を実行してください。"
    ),
    "database_missing": f"データベースがまだありません。{_INIT}",
    "moved_elsewhere": (
        "{told}PostgreSQL に移したときは LIFECYCLE_DATABASE_URL に移した先を書き、SQLite に移したときは外してください。"
        "移し替えの途中で止まったときは、lifecycle transfer をもう一度実行します。"
    ),
    "database_outdated": "{told}控えを取り、lifecycle init を実行して移行してください。",
    "decision_is_the_heads": "承認・不承認は{所属長}が lifecycle subcontract approve / reject で記録します。",
    "due_open": "{message}--due 日付 で入れられます。",
    "group_not_here": "Windows では --group を使えません。フォルダーのアクセス権で、使う人だけに許してください。",
    "event_unreadable": "{told}lifecycle verify で記録を確かめてください。",
    "field_twice": "{field}({label}): {message}",
    "field_unknown": "{message}(lifecycle attach --help {kind} で一覧を見られます)",
    "field_unreadable": "{field}({label}): {message}",
    "edition_unknown": "{field}({label}): {message}",
    "figures_unreadable": (
        "{message}\n次にすること: lifecycle tables --json の出力と同じ形の JSON を指定してください。"
    ),
    "file_exists": "「{name}」は既にあります。別の名前にするか、上書きしてよければ --force を付けてください。",
    "first_needs_date": "{kind}の記録がまだありません。{column}を --set {field}=日付 で入れてください。",
    "home_empty": f"{{folder}} にはまだ何もありません。{_INIT}",
    "journal_behind_its_seals": (
        "{message}\n次にすること: 正しいデータベースに戻すか、承知の上なら lifecycle home restored --reason 理由"
    ),
    "not_an_audit_file": ("「{name}」は監査調書(lifecycle pack が作るzip)ではありません。ファイルを確かめてください。"),
    "nothing_given": "記録する項目がありません。--set 項目=値 又は --file を指定してください。",
    "original_missing": "{kind}には原本が要ります。--file か --set document_no=文書番号 を添えてください。",
    "override_unknown": "{message}lifecycle override list で確かめてください。",
    "reason_missing": "{message}(--reason)",
    "settings_missing": (
        "{told}控えから戻してください。控えがなければ lifecycle init が作りますが、値は初めのものになります。"
    ),
    "sheet_full": "{told}--division で所属ごとに書き出してください。",
    "subcontract_missing": "{kind}は、どの再委託かを --subcontract で指定してください。",
    "subcontract_too_much": "{told}(--subcontract を外してください)。",
    "subcontract_unknown": "{message}lifecycle subcontract list {contract} で確かめてください。",
    "text_lost": (
        "{message}({制度所管課}が lifecycle rules draft 名前 --wording で一度書いて公布すれば、次からの様式に入ります)"
    ),
    "way_out_asks_reason": "{message}lifecycle contract {trigger} {id} を使ってください。",
}
"""The command line's words for a code; for any other code it uses the words of the use case."""

CHECKS: Mapping[str, str] = {
    "フォルダーの権限": "(lifecycle init)",
    "設定の適用": "(lifecycle configure)",
    "データベースの役割": "(lifecycle init --database-role 役割、docs/一台のサーバーで使う.md)",
    "データベースの権利": "(lifecycle init --database-role 役割)",
    "データベースの文字コード": "(lifecycle transfer)",
    "記録の検証": "(lifecycle verify)",
}
"""What is typed to put right what a check found amiss, by the name of the check."""


def in_words(fault: RequestFault) -> str:
    """A fault of a request as the command line tells it."""
    pattern = said_here(WORDS.get(fault.code, ""))
    if not pattern:
        return str(fault)
    known = {"message": fault.message, "field": fault.field, "label": fault.label}
    return pattern.format_map({**known, **fault.values})


def worded(error: LifecycleError) -> str:
    """The message of an error as the command line tells it."""
    return error.worded(in_words) if isinstance(error, WorldError) else str(error)


def error_document(error: LifecycleError) -> dict[str, Any]:
    """The JSON of an error: exit code, message, and each fault of a request with its field, in words of no door."""
    faults = error.faults if isinstance(error, WorldError) else ()
    listed = [{"field": fault.field or None, "code": fault.code, "message": fault.message} for fault in faults]
    return {"error": {"exit_code": error.exit_code, "message": worded(error), "faults": listed}}
