"""The rule data of another prefecture or city: looked through wholly, then copied into a home as it is made."""

import os
from collections.abc import Mapping
from pathlib import Path

from config.calendar import load_closed_days
from config.drafts import CALENDAR, read_draft
from config.errors import RequestFault, RuleDataError, UsageError
from config.loader import RULE_DATA, additions_in, book_of_texts, pack_in, use
from config.pack_needs import missing_parts
from config.released import PackFiles, digest_of_pack, pack_files, released_digests
from config.rulebook import RuleBook
from config.toml_files import toml_text
from lifecycle.app import App, trial_of
from lifecycle.records.flags import made_with_pack
from lifecycle.records.own_rules import PACK_FOLDER, pack_of
from lifecycle.usecases.home_checks import Check
from lifecycle.usecases.rule_drafts import unjudgeable

_CLOSED = CALENDAR[0]


def read_pack(folder: Path) -> RuleBook:
    """The rule book of a folder that is to be a home's pack.

    Raises NotFoundError where no folder is there, RuleDataError with every fault: of each entry, of what the entries
    name, of rules that bar and that nothing judges, of what the engine can't do without, of the closed days.
    """
    draft = read_draft(folder)
    faults = [*draft.faults, *unjudgeable(draft.rows), *missing_parts(draft.rows)]
    files = dict(draft.files)
    if os.path.lexists(folder / _CLOSED):
        try:
            load_closed_days(folder / _CLOSED)
            files[_CLOSED] = toml_text(folder / _CLOSED, _CLOSED)
        except RuleDataError as error:
            faults += error.faults
    book: RuleBook | None = None
    try:
        book = book_of_texts(files)
    except RuleDataError as error:
        faults = [*error.faults, *faults]
    if faults or book is None:
        raise RuleDataError(list(dict.fromkeys(faults)))
    return book


def own_pack_for(home: Path, folder: Path, environment: Mapping[str, str] = os.environ) -> PackFiles:
    """The files of a folder that is to be a home's pack, which is put in use by this process.

    Raises UsageError where the home stands already with other rule data, for its pack is chosen once; and what
    `read_pack` raises.
    """
    book, own = read_pack(folder), home / PACK_FOLDER
    stands = digest_of_pack(pack_files(own)) == book.digest if own.is_dir() else None
    if stands is False or (stands is None and trial_of(home, environment) is not None):
        told = "この環境は別の規程データで作られています。規程データは、環境を作るときに一度だけ選べます。"
        raise UsageError(RequestFault("pack_is_chosen", f"{told}新しいフォルダーに作ってください。", "pack"))
    use(book)
    return book.files


def rule_data_check(app: App) -> Check:
    """The check of whether the rule data is what the product was released with, or what the home was made with."""
    added, pack = len(additions_in(app.book.files)), pack_in(app.book.files)
    own = pack_of(app.home) != RULE_DATA
    with app.reading() as connection:
        made = made_with_pack(connection)
    if digest_of_pack(pack) in ({made} if own else released_digests()):
        counted = f"{len(app.book.rules)}件の規則(構造の規則を含む)を検査済み"
        told = f"この環境の規程データ。{counted}" if own else counted
        return Check("規程データ", fine=True, detail=f"{told}。公布したもの {added}件を含む" if added else told)
    source, cure = ("環境を作ったときのもの", "元に戻して") if own else ("配布されたもの", "配布されたものを入れ直して")
    told = f"{source}と違います({app.book.digest[:12]}…)。この規程データでの判定は、検証で食い違いになります"
    return Check("規程データ", fine=False, detail=f"{told}。{cure}ください")
