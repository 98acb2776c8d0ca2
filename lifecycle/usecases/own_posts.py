"""The matters of a post that would be the proposer's own: a second person confirms it (semantics §8)."""

from collections.abc import Iterator
from datetime import date

from config.vocabulary import Role
from config.wareki import format_date
from lifecycle.acts import Act
from lifecycle.records.events.people import PostGiven
from lifecycle.records.folds.posts import PEOPLE
from lifecycle.records.people import values_of
from lifecycle.usecases.divisions import record_assignment
from lifecycle.usecases.second_person import Matter, Proposed
from lifecycle.usecases.work import Work


def _lines(work: Work, asked: Proposed) -> list[str]:
    return list(_told(work, asked))


def _told(work: Work, asked: Proposed) -> Iterator[str]:
    content = asked.terms
    yield f"職: {asked.division}{Role(content['post']).label}(申し出た本人が就く)"
    if named := content.get("named"):
        values = values_of(work.connection, [one["ref"] for one in named.values()])
        for end, label in (("", "氏名"), ("_login", "ログイン")):
            if end in named:
                yield f"{label}: {values.get(named[end]['ref']) or '消去済'}"
    else:
        yield f"ログイン: {asked.about}"
    for name, label in (("begins", "この日から"), ("ends", "この日まで")):
        if name in content:
            yield f"{label}: {format_date(date.fromisoformat(content[name]))}"


def _carry_out(work: Work, asked: Proposed) -> None:
    content = asked.terms
    if "named" in content:
        record_assignment(work, asked.about, content)
        return
    begins, ends = date.fromisoformat(content["begins"]), content.get("ends")
    body = PostGiven(
        person=asked.about,
        role=content["post"],
        division=asked.division or None,
        begins_on=begins,
        ends_on=date.fromisoformat(ends) if ends else None,
    )
    work.note(PEOPLE, body, begins)


OWN_OFFICE_POST = Matter("own_office_post", "自分を所属の職に就けること", Act.STAFF, _lines, _carry_out)
OWN_POST_OF_DESK = Matter("own_post_of_desk", "自分に所属の外の職を与えること", Act.STAFF_OF_DESK, _lines, _carry_out)
