"""Rule books as they were in force: the text of each is kept once by its digest, which proves it."""

import zlib
from collections.abc import Set

import orjson
from sqlalchemy import Connection, select

from config.released import PackFiles, digest_of_pack
from lifecycle.records.tables import rule_book


def keep(connection: Connection, files: PackFiles) -> str:
    """Keep the text of a rule book, if it is not kept yet; gives its digest."""
    digest = digest_of_pack(files)
    if connection.execute(select(rule_book.c.digest).where(rule_book.c.digest == digest)).first() is None:
        content = zlib.compress(orjson.dumps(dict(files), option=orjson.OPT_SORT_KEYS), 9)
        connection.execute(rule_book.insert(), [{"digest": digest, "files": content}])
    return digest


def kept(connection: Connection, digest: str) -> PackFiles | None:
    """The text of the rule book with that digest; None where it is not kept, or is not what it was."""
    content = connection.execute(select(rule_book.c.files).where(rule_book.c.digest == digest)).scalar()
    return _sound(content, digest) if content is not None else None


def book_faults(connection: Connection, applied: Set[str] = frozenset()) -> list[str]:
    """The kept rule books that are no longer what they were, and those of `applied` that are kept no longer."""
    stored = {str(row.digest): row.files for row in connection.execute(select(rule_book.c.digest, rule_book.c.files))}
    changed = [digest for digest, files in stored.items() if not _sound(files, digest)]
    gone = sorted(applied - stored.keys())
    return [
        *(f"規程データの控え {digest[:12]}… の内容が記録時と違います" for digest in changed),
        *(f"規程データの控え {digest[:12]}… が失われています" for digest in gone),
    ]


def _sound(content: bytes, digest: str) -> PackFiles | None:
    try:
        files = orjson.loads(zlib.decompress(content))
        return files if digest_of_pack(files) == digest else None
    except (zlib.error, ValueError, TypeError, AttributeError):
        return None
