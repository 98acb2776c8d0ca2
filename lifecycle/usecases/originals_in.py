"""Originals as they come in: how an event keeps them, what is to be said of them, how a damaged one is put back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lifecycle.app import App
from lifecycle.records.events.documents import KeptFile, OriginalRestored
from lifecycle.records.evidence_files import StoredFile, place_of
from lifecycle.records.file_looks import begins_a_text, odd
from lifecycle.records.shared_files import kept_beside
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.work import Work, working


def kept_files(work: Work, subject: str, files: Sequence[StoredFile]) -> list[KeptFile]:
    """The files as an event of a subject keeps them.

    A file's name may name a person: like names it stands in the erasable table, and the journal refers to it.
    """
    folder, lost = work.app.home / "evidence", work.app.book.readings.lost
    return [
        KeptFile(
            sha256=file.sha256,
            size=file.size,
            type=file.type,
            name=work.people.reference(subject, file.name),
            unfilled=begins_a_text(place_of(folder, file.sha256), file.type, lost) or None,
        )
        for file in files
    ]


@tried_again
def note_restored(app: App, subject: str, files: Sequence[StoredFile]) -> None:
    """Journal of each file that took the place of a damaged one that it was put back."""
    if restored := [file for file in files if file.restored]:
        with working(replace(app, submission=None)) as work:
            for file in restored:
                work.note(subject, OriginalRestored(sha256=file.sha256, size=file.size))


def what_files_tell(work: Work, place: tuple[str, str, str, str], files: Sequence[StoredFile]) -> Iterator[str]:
    """What is to be made sure of in files for the record at a place (contract, kind, subcontract, date).

    That a name says otherwise than the content, that a file proves something else already, that it was put back.
    """
    division = work.office_of(place[0]) or ""
    beside = list(kept_beside(work.connection, (file.sha256 for file in files)))
    for file in files:
        if told := odd(file.name, file.type):
            yield told
        if others := [one for one in beside if one.sha256 == file.sha256 and one.place != place]:
            named = "と".join(dict.fromkeys(one.told(within=division) for one in others))
            yield f"「{file.name}」は、既に{named}の原本になっています。一つの書類でよいかを確かめてください。"
        if file.restored:
            yield f"「{file.name}」の保存されていた原本は壊れていたため、元に戻しました。"
