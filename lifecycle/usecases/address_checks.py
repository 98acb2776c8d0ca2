"""What `doctor` says of the mail addresses on record: those of earlier days were taken in without being looked at."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, select

from config.mail_addresses import deliverable
from config.vocabulary import Role
from config.wareki import short_date
from lifecycle.app import App
from lifecycle.records.folds.offices import AT, settled
from lifecycle.records.people import references_in, values_of
from lifecycle.records.tables import division
from lifecycle.usecases.home_checks import Check

_NAMED = 10
"""The most addresses that the check names."""
_MAIL = "_mail"


def addresses_recorded(app: App) -> Check:
    """The check of whether a mail server could take each address of the offices' posts, now and as appointed.

    One that it could not is named by office and post, with what is wrong with it; the address itself is not shown.
    """
    with app.reading() as connection:
        every = list(_recorded(connection, app.today()))
    faults, respelled = [], 0
    for place, address in every:
        try:
            respelled += deliverable(address).respelled
        except ValueError as why:
            faults.append(f"{place}({why})")
    if faults:
        more = f" ほか{len(faults) - _NAMED}件" if len(faults) > _NAMED else ""
        told = f"使えないものは、登録がないのと同じに扱います: {'、'.join(faults[:_NAMED])}{more}"
        return Check("メールアドレス", fine=False, detail=f"{told}。1件の正しいアドレスを登録し直してください")
    counted = f"登録された{len(every)}件は使える形" if every else "登録されたものはない"
    told = f"。{respelled}件は、全角の文字を半角に直して使う" if respelled else ""
    return Check("メールアドレス", fine=True, detail=f"{counted}{told}")


def _recorded(connection: Connection, today: date) -> Iterator[tuple[str, str]]:
    """Every address of a post that holds today or from a later day, with the words for its place."""
    rows = connection.execute(select(division.c.name, division.c.fields).order_by(division.c.name))
    offices = {row.name: _addresses(settled(orjson.loads(row.fields), today)) for row in rows}
    values = values_of(connection, [ref for fields in offices.values() for ref in references_in(fields)])
    for office, fields in offices.items():
        for name, value in fields.items():
            if address := values.get(value["ref"]):
                yield _place(office, name), address


def _addresses(fields: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: value for name, value in fields.items() if name.partition(AT)[0].endswith(_MAIL)}
    return {name: value for name, value in named.items() if isinstance(value, dict)}


def _place(office: str, name: str) -> str:
    post, _, day = name.partition(AT)
    begins = f"〔{short_date(date.fromisoformat(day))}から〕" if day else ""
    return f"{office} {Role(post.removesuffix(_MAIL)).label}{begins}"
