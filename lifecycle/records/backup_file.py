"""The file of a backup: a tar that ends with a manifest, written and read member by member in bounded memory."""

import hashlib
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import BinaryIO, cast

import orjson

from config.errors import InputRejectedError
from lifecycle.clock import is_stored
from lifecycle.records.database import DATABASE_FILE

SUFFIX = ".tar"
MANIFEST = "manifest.json"
DATABASE = "database"
"""The member that holds the database: a SQLite file, or a dump that pg_restore reads."""
HOME = "home/"
"""The head of the names of members that are files of the home."""
EVIDENCE = f"{HOME}evidence/"
FORMAT = 1
"""The version of this form of the file; a later one is refused by its number."""

_BLOCK = 1 << 20
_UNIT = 512
_MOST_MANIFEST = 256 << 20
_PART = r"[^./\x00\\\ud800-\udfff][^/\x00\\\ud800-\udfff]*"
_OF_THE_HOME = re.compile(rf"home/({_PART})(?:/{_PART})*")
_ORIGINAL = re.compile(r"home/evidence/([0-9a-f]{2})/\1[0-9a-f]{62}")
_TAKEN = frozenset({"evidence", *(DATABASE_FILE + end for end in ("", "-wal", "-shm", "-journal", ".turn", ".queue"))})
"""The names at the top of a home that are no plain file's: where originals lie, the database and what lies beside it.
"""
_SCHEMA = re.compile(r"(?!0000)[0-9]{4}")
_DATABASES = ("sqlite", "postgresql")
_COUNTED = ("journal", "contract")
"""The tables whose rows every manifest counts: they are told of every backup."""
_TOLD = 20


@dataclass(frozen=True, slots=True)
class BackupMember:
    """A member of a backup: its size in bytes and the SHA-256 of its content."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    `made_at` is the moment in its stored form, `events` and `root` the number of events and the root of the tree over
    them, `head` the number and hash of the journal's last row, `counts` the rows of each table. `lost` names originals
    that the records name and the home no longer had whole; `left_out` what must be kept elsewhere.
    """

    release: str
    schema: str
    database: str
    made_at: str
    trial: bool
    events: int
    root: str
    head: tuple[int, str]
    counts: dict[str, int]
    lost: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    format: int = FORMAT
    members: dict[str, BackupMember] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The bytes of all members together."""
        return sum(member.size for member in self.members.values())

    @property
    def originals(self) -> int:
        """How many files of evidence are in it."""
        return sum(name.startswith(EVIDENCE) for name in self.members)

    def written(self) -> bytes:
        """The manifest as it stands in the file."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)


def read_manifest(data: bytes) -> Manifest:
    """The manifest that these bytes hold.

    Raises ValueError where they hold none, one of a later form, or one whose values can't be (naming their places).
    """
    loaded = orjson.loads(data)
    if not isinstance(loaded, dict) or not isinstance(loaded.get("format"), int):
        raise ValueError("控えの目録として読めません")
    if loaded["format"] > FORMAT:
        raise ValueError("新しい版の lifecycle で作られた控えです。その版の lifecycle で復元してください")
    if set(loaded) != {one.name for one in fields(Manifest)}:
        raise ValueError("控えの目録として読めません")
    from pydantic import TypeAdapter, ValidationError

    try:
        manifest = TypeAdapter(Manifest).validate_json(data, strict=True)
    except ValidationError as error:
        places = [str(fault["loc"][0]) for fault in error.errors(include_input=False) if fault["loc"]]
        raise _unreadable(places) from None
    if places := list(_places_at_fault(manifest)):
        raise _unreadable(places)
    return manifest


def _unreadable(places: list[str]) -> ValueError:
    return ValueError(f"控えの目録の {'、'.join(dict.fromkeys(places))} を読めません")


def _places_at_fault(manifest: Manifest) -> Iterator[str]:
    """The places of a manifest that hold a value of the right type that no backup could say of itself."""
    if not _SCHEMA.fullmatch(manifest.schema):
        yield "schema"
    if manifest.database not in _DATABASES:
        yield "database"
    if not is_stored(manifest.made_at):
        yield "made_at"
    if manifest.events < 0:
        yield "events"
    if not manifest.counts.keys() >= set(_COUNTED) or min(manifest.counts.values()) < 0:
        yield "counts"


def may_be_called(name: str) -> bool:
    """Whether a member may bear this name: the database, an original under its hash, another file of the home.

    Nothing hidden, and nothing where the database and what is kept beside it will stand.
    """
    if name == DATABASE:
        return True
    if name.startswith(EVIDENCE):
        return _ORIGINAL.fullmatch(name) is not None
    of_home = _OF_THE_HOME.fullmatch(name)
    return of_home is not None and of_home[1] not in _TAKEN


def header(name: str, size: int) -> bytes:
    """The head of a member: a plain file that only its owner may read, with no name of any person."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def pieces_of(name: str, source: BinaryIO, size: int, note: Callable[[str, BackupMember], None]) -> Iterator[bytes]:
    """A member in pieces, its head first; `note` is told of it at its end. Of a file that grows no more is taken.

    Raises EOFError where the file ends before its size.
    """
    yield header(name, size)
    digest, left = hashlib.sha256(), size
    while left:
        block = source.read(min(_BLOCK, left))
        if not block:
            raise EOFError
        digest.update(block)
        left -= len(block)
        yield block
    yield padding(size)
    note(name, BackupMember(size, digest.hexdigest()))


def padding(size: int) -> bytes:
    """What fills up a member's last block."""
    return b"\0" * (-size % _UNIT)


END = b"\0" * (2 * _UNIT)
"""What stands at the end of the file."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A backup that was read from end to end: what it says of itself, and that every member is as it says."""

    path: Path
    manifest: Manifest

    def each(self) -> Iterator[tuple[str, BinaryIO]]:
        """The members but the manifest, one after another, each opened to be read."""
        with tarfile.open(self.path, "r:") as tar:
            for info in _members(tar):
                content = tar.extractfile(info)
                if info.name != MANIFEST and content is not None:
                    yield info.name, cast(BinaryIO, content)


def checked(path: Path) -> Archive:
    """A backup whose every member was compared with its manifest. Raises InputRejectedError with all that is wrong."""
    stand: dict[str, BackupMember] = {}
    faults: list[str] = []
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, "r:") as tar:
            for info in _members(tar):
                content = tar.extractfile(info) if info.isreg() else None
                if content is None:
                    faults.append(f"{info.name[:80]} は通常のファイルではありません")
                elif info.name in stand or (info.name == MANIFEST and manifest is not None):
                    faults.append(f"{info.name[:80]} が二つあります")
                elif info.name == MANIFEST:
                    manifest = read_manifest(content.read(_MOST_MANIFEST))
                else:
                    digest = hashlib.file_digest(content, "sha256")  # type: ignore[arg-type]
                    stand[info.name] = BackupMember(info.size, digest.hexdigest())
    except (tarfile.TarError, EOFError) as broken:
        raise _rejected(
            path, [*faults, f"控えのファイルではないか、途中で切れています({type(broken).__name__})"]
        ) from None
    except ValueError as unreadable:
        raise _rejected(path, [*faults, str(unreadable)]) from None
    if manifest is None:
        raise _rejected(path, [*faults, "目録がありません。控えのファイルではないか、途中で切れています"])
    if faults := [*faults, *_differences(manifest, stand)]:
        raise _rejected(path, faults)
    return Archive(path, manifest)


def _members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The members in their order; the library would remember every one of them."""
    while (info := tar.next()) is not None:
        yield info
        tar.members = []  # type: ignore[attr-defined]


def _differences(manifest: Manifest, stand: dict[str, BackupMember]) -> Iterator[str]:
    if DATABASE not in manifest.members:
        yield "データベースがありません"
    names = manifest.members.keys() | stand.keys()
    folders = {name[: slash.start()] for name in filter(may_be_called, names) for slash in re.finditer("/", name)}
    for name in sorted(names):
        if not may_be_called(name):
            yield f"{name[:80]!r} という名前は使えません"
        elif name in folders:
            yield f"{name} は、ほかのファイルのあるフォルダーの名前です"
        elif name not in stand:
            yield f"{name} がありません"
        elif name not in manifest.members:
            yield f"{name} は目録にありません"
        elif stand[name] != manifest.members[name]:
            yield f"{name} の内容が目録と違います"


def _rejected(path: Path, faults: list[str]) -> InputRejectedError:
    lines = "\n".join(f"  ・{fault}" for fault in faults[:_TOLD])
    more = f"\n  ほか{len(faults) - _TOLD}件" if len(faults) > _TOLD else ""
    return InputRejectedError(
        f"控え「{path.name}」に誤りが{len(faults)}件あります。何も復元していません。\n{lines}{more}"
    )
