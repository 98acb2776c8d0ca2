"""The words of a failure: a word that can't be read, Ctrl-C, a world that failed, a fault that nobody foresaw."""

import os
import re
import sys
import traceback
from pathlib import Path

from config.access import make_file
from config.errors import CancelledError, ConflictError, LifecycleError, SetupError, UsageError, WorldError, reason_of
from config.unseen import unseen_in
from config.vocabulary import Role

LOG = "error.log"
_LOG_BYTES = 5 * 1024 * 1024
_HELD = "データベースを、ほかの処理が長く使っています。少し待って、もう一度行ってください。"
_OPTION = re.compile(r"--[a-z-]+")
_NOT_LET_IN = "データベースのサーバーが役割かパスワードを受け付けません。パスワードは ~/.pgpass か秘密の値に置きます"
_DATABASE = (
    ("not a database", "データベースのファイルが壊れているか、別のファイルです。控えから戻してください"),
    ("malformed", "データベースのファイルが壊れています。控えから戻してください"),
    ("readonly", "データベースに書き込めません。フォルダーとファイルの権限を確かめてください"),
    ("read-only", "データベースに書き込めません。フォルダーとファイルの権限を確かめてください"),
    ("unable to open", "データベースを開けません。フォルダーとファイルの権限を確かめてください"),
    ("disk is full", "ディスクがいっぱいで書き込めません。空きを作ってください"),
    ("disk I/O error", "データベースを読み書きできません。ディスクの空きと、ディスクそのものを確かめてください"),
    ("no such table", "データベースの表がそろっていません。控えから戻すか、lifecycle init を実行してください"),
    ("no such column", "データベースの版が違います。控えを取り、lifecycle init を実行してください"),
    ('FATAL:  database "', "そのデータベースは、サーバーにありません。LIFECYCLE_DATABASE_URL を確かめてください"),
    ('FATAL:  role "', "その役割は、データベースのサーバーにありません。LIFECYCLE_DATABASE_URL を確かめてください"),
    ("password authentication failed", _NOT_LET_IN),
    ("no password supplied", _NOT_LET_IN),
    ("connection failed", "データベースのサーバーにつながりません。LIFECYCLE_DATABASE_URL を確かめてください"),
    ("connection to server", "データベースのサーバーにつながりません。LIFECYCLE_DATABASE_URL を確かめてください"),
)
_POSTGRES = {
    "53100": "データベースのサーバーのディスクがいっぱいで書き込めません。サーバーの空きを作ってください",
    "53300": "データベースのサーバーへの接続が多すぎます。少し待って、もう一度行ってください",
    "57P01": "データベースのサーバーが止められました。動いてから、もう一度行ってください",
    "57P02": "データベースのサーバーが落ちました。動いてから、もう一度行ってください",
    "57P03": "データベースのサーバーが、まだ動いていません。少し待って、もう一度行ってください",
    "25006": "データベースのサーバーは読むだけの待機系です。書き込めるほうを LIFECYCLE_DATABASE_URL に書いてください",
    "3D000": "そのデータベースは、サーバーにありません。LIFECYCLE_DATABASE_URL を確かめてください",
    "42501": "データベースのこの役割には許されていません。表の持ち主の役割で lifecycle init を実行すると、"
    "新しい版になり、ふだんの役割に足りない権利も与え直します"
    "(復元の後と、権利を全て失った役割は --database-role で名指しします)",
}
"""What PostgreSQL's codes say; a server that was reached answers with one of them."""
_LOST = ("server closed the connection", "the connection is lost", "consuming input failed", "the connection is closed")
_URL_ERRORS = ("ArgumentError", "NoSuchModuleError", "UnsupportedCompilationError")


def unreadable_word(words: list[str]) -> UsageError | None:
    """The fault of a word that is no UTF-8, or in which stands what nobody sees; None where all words can be read."""
    for number, word in enumerate(words, start=1):
        try:
            word.encode()
        except UnicodeEncodeError:
            return UsageError(
                f"{number}番目の語の文字コードが読めません。UTF-8で指定してください(ファイルなら名前を変えてから)。"
            )
        if unseen := unseen_in(word):
            option = words[number - 2] if number > 1 and _OPTION.fullmatch(words[number - 2]) else ""
            of = f"({option} の値)" if option else ""
            return UsageError(
                f"{number}番目の語{of}に、目に見えない文字 {unseen} が含まれています。"
                "その文字を消して指定してください(ファイルなら名前を変えてから)。"
            )
    return None


def interrupted() -> CancelledError:
    """The answer to Ctrl-C: what was under way is undone by its transaction."""
    return CancelledError("中断しました。途中のものは記録していません。")


def of_the_world(error: Exception) -> LifecycleError:
    """The error for what no use case foresaw: a home or database that can't be used (7), or the unexpected (1)."""
    kind = type(error)
    if kind.__module__.startswith("sqlalchemy") or kind.__module__.startswith("sqlite3"):
        cause = str(getattr(error, "orig", None) or error)
        if " is locked" in cause:
            return ConflictError(_HELD)
        for mark, told in _DATABASE:
            if mark in cause:
                return SetupError(f"{told}。")
        if said := _POSTGRES.get(getattr(getattr(error, "orig", None), "sqlstate", None) or ""):
            return SetupError(f"{said}。")
        if any(mark in cause for mark in _LOST):
            told = "データベースのサーバーとの接続が切れました。途中のものは記録していません"
            return SetupError(f"{told}。サーバーが動いているのを確かめて、もう一度行ってください。")
        if type(getattr(error, "orig", None)).__module__.startswith("psycopg"):
            return SetupError("データベースのサーバーを使えません。LIFECYCLE_DATABASE_URL を確かめてください。")
        if kind.__name__ in _URL_ERRORS:
            return SetupError("LIFECYCLE_DATABASE_URL を読めません。postgresql+psycopg://… の形にしてください。")
    if isinstance(error, ModuleNotFoundError) and os.environ.get("LIFECYCLE_DATABASE_URL"):
        return SetupError("LIFECYCLE_DATABASE_URL のデータベースには対応していません(PostgreSQL か SQLite)。")
    if isinstance(error, OSError) and error.errno is not None:
        file = f"{os.fsdecode(error.filename)} を" if isinstance(error.filename, str | bytes) else "ファイルを"
        return SetupError(f"{file}読み書きできません({reason_of(error)})。置き場所・権限・空き容量を確かめてください。")
    return _unforeseen(error)


def _unforeseen(error: Exception) -> LifecycleError:
    """The answer to a fault of the program: one line that says where the details lie; both leave out values."""
    name = type(error).__name__
    try:
        path = _write_down(error, name)
    except (OSError, LifecycleError):
        return WorldError(f"予期しない誤りで終わりました({name})。繰り返すときは{Role.ADMIN.label}に知らせてください。")
    return WorldError(f"予期しない誤りで終わりました({name})。{Role.ADMIN.label}に知らせてください。経過: {path}")


def _write_down(error: Exception, name: str) -> Path:
    """Write down the place in the program where it failed, without the values on which it failed. Raises OSError.

    A file that has grown big is put aside, in the place of the one put aside before.
    """
    from lifecycle.app import home_folder
    from lifecycle.clock import SystemClock

    path = home_folder() / LOG
    if path.is_file() and path.stat().st_size > _LOG_BYTES:
        path.replace(path.with_name(f"{LOG}.1"))
    make_file(path)
    lines = traceback.format_tb(error.__traceback__)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as log:
        log.write(f"{SystemClock().now().isoformat()} {name}\n{''.join(lines)}\n")
    return path


def close_quietly() -> None:
    """Close the output whose reader has gone: nothing more is written, and nothing is complained of at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
