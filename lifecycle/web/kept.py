"""The installation as a server keeps it open: read anew where its settings changed, given up where it is another's.

A server judges by what holds now, as every command does. Settings, the departures on record and the rule data that was
published are read anew between two requests. Where the schema or the pack is of another release, or the database was
moved to another, this program may neither read nor write: it stops, and whoever started it starts the new one.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock

from jinja2 import Environment
from sqlalchemy import text

from config.errors import SetupError
from config.loader import pack_in
from config.settings import SETTINGS_FILE
from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.records.flags import rules_and_policy
from lifecycle.records.lost_database import must_be_there
from lifecycle.records.moved import must_be_in_use
from lifecycle.records.own_rules import has_what_was_published, pack_of
from lifecycle.records.rule_books import kept
from lifecycle.records.schema import require_schema
from lifecycle.web.pages import templates_for

_ANOTHER_BOOK = "規程データが、このプログラムが読んだものと違います。新しい版を使ってください。"
_STOPPED = "登録簿を止めます。直してから始め直してください。"


class OutdatedError(SetupError):
    """The database or the rule data is of another release than the program that serves it, or was moved away."""


class Kept:
    """An installation that is kept open; `reopened` opens it anew, `stop` ends the server and says why.

    Without a way to reopen it, it stays as it was opened.
    """

    def __init__(
        self, app: App, reopened: Callable[[], App] | None = None, stop: Callable[[str], None] | None = None
    ) -> None:
        self._app, self._reopened, self._stop = app, reopened, stop
        self._signs_out = False
        self._templates = self._made()
        self._lock = Lock()
        self._settings, self._data = _stamp(app.home / SETTINGS_FILE), _stamps(pack_of(app.home))
        self._book = _noted_book(app)

    def shows(self, *, signs_out: bool) -> None:
        """Say whether the frame of the pages has a way to sign out: a front that signs people in has its own."""
        self._signs_out = signs_out
        self._templates = self._made()

    def _made(self) -> Environment:
        templates = templates_for(self._app.book)
        templates.globals["signs_out"] = self._signs_out
        return templates

    def now(self) -> tuple[App, Environment]:
        """The installation and its templates as they stand now.

        Raises OutdatedError where this program may serve it no longer, RuleDataError where its settings are at fault.
        """
        if self._reopened is None:
            return self._app, self._templates
        self._must_be_ours()
        with self._lock:
            settings = _stamp(self._app.home / SETTINGS_FILE)
            if settings != self._settings or self._policy_is_another() or self._rules_are_others():
                self._app = replace(self._reopened(), engine=self._app.engine)
                self._templates = self._made()
                self._settings = settings
            return self._app, self._templates

    def is_well(self) -> bool:
        """Whether the database answers, and is ours."""
        self.now()
        with self._app.reading() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1

    def _must_be_ours(self) -> None:
        try:
            must_be_there(self._app.home, self._app.engine.url.render_as_string(hide_password=False))
            require_schema(self._app.engine, self._app.home)
            must_be_in_use(self._app.engine)
        except SetupError as error:
            raise self._ended(str(error)) from None
        if _stamps(pack_of(self._app.home)) != self._data or not self._is_of_our_pack(_noted_book(self._app)):
            raise self._ended(_ANOTHER_BOOK)

    def _is_of_our_pack(self, noted: str) -> bool:
        """Whether the rule data that was noted last is ours, or our pack with more or less published beside it."""
        if noted in (self._book, self._app.book.digest):
            return True
        with self._app.reading() as connection:
            files = kept(connection, noted)
        return files is not None and pack_in(files) == pack_in(self._app.book.files)

    def _ended(self, why: str) -> OutdatedError:
        if self._stop:
            self._stop(f"{why}{_STOPPED}")
        return OutdatedError(f"{why}登録簿を始め直すまで使えません。{Role.ADMIN.label}に知らせてください。")

    def _rules_are_others(self) -> bool:
        """Whether rule data was published or withdrawn that this program does not judge by yet."""
        with self._app.reading() as connection:
            return not has_what_was_published(connection, self._app.book)

    def _policy_is_another(self) -> bool:
        """Whether departures from the rule data were put on record that this program does not judge by yet."""
        with self._app.reading() as connection:
            _, policy = rules_and_policy(connection)
        return not self._app.trial and policy is not None and policy != self._app.applied


def _noted_book(app: App) -> str:
    with app.reading() as connection:
        return rules_and_policy(connection)[0]


def _stamp(path: Path) -> tuple[int, int, int]:
    """What tells that a file is another one than before: its time, its size, its place on the disk."""
    try:
        is_now = path.stat()
    except OSError:
        return (0, 0, 0)
    return is_now.st_mtime_ns, is_now.st_size, is_now.st_ino


def _stamps(folder: Path) -> tuple[tuple[str, tuple[int, int, int]], ...]:
    files = (Path(at) / name for at, _, names in os.walk(folder) for name in names if name.endswith(".toml"))
    return tuple(sorted((str(path), _stamp(path)) for path in files))
