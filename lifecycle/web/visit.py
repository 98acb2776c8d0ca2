"""One request of somebody who is signed in: the installation as that person, what was asked, the page that answers."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from jinja2 import Environment
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from config.errors import LifecycleError, RequestFault, UsageError
from config.wareki import EARLIEST, LATEST, parse_date
from lifecycle.acts import Act
from lifecycle.app import App, Submission
from lifecycle.identity import SYSTEM, Actor
from lifecycle.post.late import late_messages
from lifecycle.records.as_of import AsOf
from lifecycle.records.flags import mark_of
from lifecycle.records.forms import last_number
from lifecycle.records.journal import events_of
from lifecycle.records.told import told
from lifecycle.web import places
from lifecycle.web.answers import away_to
from lifecycle.web.menu import FOOT, menu_of
from lifecycle.web.pages import render

KEY, SUBJECT, NUMBER = "form_key", "form_subject", "form_number"
"""The hidden fields of every form: its own key, the chain that was shown, the last event on it."""
RECORDED = "recorded"
"""What the address of a page carries after something was recorded: the chain and the number of the event."""


@dataclass
class Visit:
    """One request. `app` is the installation as the person who is signed in, `form` what was sent, if anything."""

    request: Request
    app: App
    templates: Environment
    form: FormData | None = None

    @cached_property
    def actor(self) -> Actor:
        """Who is signed in, with the posts of today."""
        with self.app.reading() as connection:
            return self.app.actor(connection)

    @property
    def menu(self) -> list[tuple[str, str]]:
        """The pages in the head of every page, for this person."""
        return list(menu_of(self.actor))

    foot = FOOT

    @property
    def today(self) -> date:
        """The day it is in Japan."""
        return self.app.today()

    def part(self, name: str) -> str:
        """A part of the address: the number of a contract, the name of an office."""
        return str(self.request.path_params[name])

    def asked(self, name: str) -> str:
        """What the address asks for under a name; blank where it asks nothing."""
        return self.request.query_params.get(name, "").strip()

    def sent(self, name: str) -> str:
        """What a form sent in a field; blank where nothing was."""
        value = self.form.get(name) if self.form else None
        return value.strip() if isinstance(value, str) else ""

    def files(self, name: str) -> list[UploadFile]:
        """The files that a form sent in a field; a field that was left alone sends none."""
        several = self.form.getlist(name) if self.form else []
        return [one for one in several if isinstance(one, UploadFile) and (one.filename or one.size)]

    @cached_property
    def dates(self) -> AsOf | None:
        """The dates of the question (基準日, までの記録); None where the address names none. Raises UsageError."""
        on, known_by = self._day("as_of", "基準日"), self._day("known_by", "この日までの記録")
        return AsOf(on or self.today, known_by) if on or known_by else None

    @property
    def as_of(self) -> AsOf:
        """The dates of the question; without any it is asked of today."""
        return self.dates or AsOf(self.today)

    @cached_property
    def dates_read(self) -> AsOf | None:
        """The dates of the question for the frame of a page; None where what was typed is no date, which is told."""
        try:
            return self.dates
        except UsageError:
            return None

    def asked_besides(self, *names: str) -> list[tuple[str, str]]:
        """What else the address asks for, which a form that changes only these names carries on."""
        left_out = {*names, RECORDED}
        return [(name, text) for name, text in self.request.query_params.multi_items() if name not in left_out]

    def _day(self, name: str, label: str) -> date | None:
        text = self.asked(name)
        if not text:
            return None
        try:
            day = parse_date(text)
        except (ValueError, KeyError) as error:
            raise UsageError(RequestFault("day_unreadable", str(error), name, label)) from None
        if not EARLIEST <= day <= LATEST:
            told = "昭和元年から2099年までの日を入れてください"
            raise UsageError(RequestFault("day_unreadable", told, name, label))
        return day

    def may(self, act: Act, division: str | None = None) -> bool:
        """Whether the person may do an act, for that office where one is named."""
        return bool(self.actor.roles_for(act, division))

    def version(self, subject: str) -> Submission:
        """A new form that shows a chain as it stands now, to be put into the form's hidden fields."""
        with self.app.reading() as connection:
            return Submission(secrets.token_urlsafe(16), subject, last_number(connection, subject))

    def sending(self) -> App:
        """The installation for the deed of the form that was sent: it is done once, and only on what was shown.

        Raises UsageError where the form carries no key of its own.
        """
        key, number = self.sent(KEY), self.sent(NUMBER)
        if not key or not number.isascii() or not number.isdigit():
            told = "送信の形が正しくありません。頁を開き直して、もう一度送ってください。"
            raise UsageError(RequestFault("form_unreadable", told))
        return replace(self.app, submission=Submission(key[:64], self.sent(SUBJECT), int(number)))

    def to(self, place: str) -> str:
        """The address of another page, which keeps the dates of the question."""
        if not place.startswith("/") or place.startswith("/assets/") or not self.dates_read:
            return place
        return places.with_query(place, as_of=self.asked("as_of"), known_by=self.asked("known_by"))

    def page(
        self, template: str, *, status: int = 200, also: Mapping[str, str] | None = None, **content: Any
    ) -> Response:
        """A page in the frame. `also` leads from the places of the static site to the pages here.

        Raises UsageError where a page that tells of no error would show dates that can't be read.
        """
        leads = also or {}
        dates = self.dates if status < 400 else self.dates_read

        def to(place: str) -> str:
            path, mark, part = place.partition("#")
            return self.to(leads.get(path, path) + mark + part)

        with self.app.reading() as connection:
            frame = self._frame(connection, dates)
        return HTMLResponse(render(self.templates, template, to, **frame, **content), status)

    def _frame(self, connection: Connection, dates: AsOf | None) -> dict[str, Any]:
        return {
            "visit": self,
            "path": self.request.url.path,
            "as_of": dates.on if dates else self.today,
            "known_by": dates.known_by if dates else None,
            "mark": mark_of(connection),
            "late_mail": late.sentence if (late := late_messages(self.app, connection)) else "",
            "printed_mark": " 【試用】" if self.app.trial else "",
            "posts": [f"{office}{role.label}" for role, own in self.actor.posts for office in sorted(own) or [""]],
            "recorded": self._recorded(connection),
        }

    def _recorded(self, connection: Connection) -> str:
        """What this person has just recorded, in words, as the address of the page says."""
        subject, _, number = self.asked(RECORDED).rpartition(":")
        if not subject or not number.isascii() or not number.isdigit():
            return ""
        mine = (e for e in events_of(connection, subject) if e.number == int(number) and e.actor == self.actor.key)
        chain = "この登録簿" if subject == SYSTEM else subject
        return next((f"{told(event)}({chain} の記録{number})" for event in mine), "")

    def done(self, place: str, subject: str) -> Response:
        """The page to go on with after something was recorded on a chain; it says what was."""
        with self.app.reading() as connection:
            mine = [event.number for event in events_of(connection, subject) if event.actor == self.actor.key]
        number = mine[-1] if mine else 0
        return away_to(places.with_query(place, **{RECORDED: f"{subject}:{number}"}))

    def failed(self, error: LifecycleError, status: int) -> Response:
        """The page that tells of an error."""
        return self.page("failed.html", status=status, told=str(error), status_code=status)
