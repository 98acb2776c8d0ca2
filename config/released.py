"""The rule data as it was released: the digest of a pack's files, the digests that were released, what differs.

A digest ties every judgement to the very text by which it was made. `python -m config.released` adds the digest of the
shipped pack to `packs/released.toml`; a test holds the two together.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from config.errors import DataFault, RuleDataError
from config.toml_files import read_toml, tables_of, toml_text

PackFiles = Mapping[str, str]
"""The text of each file of a pack by its name within the pack; lines end as on Unix."""

_LIST = Path(__file__).parent / "packs" / "released.toml"
_SHOWN = 40
_NAMES = ("code", "id", "edition", "name", "label", "form")


def pack_files(folder: Path) -> PackFiles:
    """The files of a pack that say what the rules are. Raises RuleDataError, naming every file that can't be read."""
    texts: dict[str, str] = {}
    faults: list[DataFault] = []
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).as_posix()
        try:
            texts[name] = toml_text(path, name)
        except RuleDataError as error:
            faults += error.faults
    if faults:
        raise RuleDataError(faults)
    return texts


def digest_of_pack(files: PackFiles) -> str:
    """The digest of a pack: SHA-256 over the names and contents of its files, line endings aside."""
    parts = [[name, hashlib.sha256(_unix(text).encode()).hexdigest()] for name, text in sorted(files.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


@cache
def released_digests() -> frozenset[str]:
    """The digests of the rule data that the product was released with, this release and those before."""
    return frozenset(entry["sha256"] for entry in read_toml(_LIST, _LIST.name).get("release", []))


def what_changed(before: PackFiles, after: PackFiles) -> tuple[str, ...]:
    """The entries that differ between two states of a pack, as `file entry field`; of many the first and a count."""
    differences = [line for name in sorted(before.keys() | after.keys()) for line in _differing(name, before, after)]
    more = (f"ほか{len(differences) - _SHOWN}件",) if len(differences) > _SHOWN else ()
    return (*differences[:_SHOWN], *more)


def _differing(name: str, before: PackFiles, after: PackFiles) -> Iterator[str]:
    old, new = _unix(before.get(name, "")), _unix(after.get(name, ""))
    if old == new:
        return
    try:
        one, other = (dict(_flat("", tables_of(text.encode(), name))) for text in (old, new))
    except RuleDataError:
        yield name
        return
    places = sorted(place for place in one.keys() | other.keys() if one.get(place) != other.get(place))
    yield from (f"{name} {place}" for place in places) if places else (f"{name} (注記だけ)",)


def _flat(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Every value with its place; an entry of a list of tables goes by its code or name."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{place}.{key}".lstrip("."), inner)
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for number, one in enumerate(value, start=1):
            called = next((str(one[key]) for key in _NAMES if key in one), str(number))
            yield from _flat(f"{place}[{called}]", one)
    else:
        yield place, value


def _add(version: str, folder: Path) -> None:
    digest = digest_of_pack(pack_files(folder))
    if digest not in released_digests():
        entry = f'\n[[release]]\npack = "{folder.name}"\nversion = "{version}"\nsha256 = "{digest}"\n'
        _LIST.write_text(_LIST.read_text(encoding="utf-8") + entry, encoding="utf-8")


if __name__ == "__main__":
    from importlib.metadata import version as version_of

    for pack in sorted(path for path in _LIST.parent.iterdir() if path.is_dir()):
        _add(version_of("lifecycle"), pack)
