"""What a file of evidence is by its content: its type, whether its name says otherwise, whether a form is unfilled."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

_OOXML = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
_LONGEST_PART = 20 << 20
"""The most bytes of a part of an office document that are looked into; a form has a few thousand."""
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/sharedStrings.xml"}
_PARAGRAPH = {"docx": re.compile(rb"<w:p[ >].*?</w:p>", re.DOTALL), "xlsx": re.compile(rb"<si>.*?</si>", re.DOTALL)}
_WORDS = re.compile(rb"<(?:w:)?t(?: [^>]*)?>([^<]*)</(?:w:)?t>")

_MEANT: Mapping[str, frozenset[str]] = {
    **{ending: frozenset({ending}) for ending in ("pdf", "docx", "xlsx", "pptx", "png", "gif", "bmp", "heic")},
    **{f"{ending[:-1]}m": frozenset({ending}) for ending in ("docx", "xlsx", "pptx")},
    **dict.fromkeys(("doc", "xls", "ppt", "msg"), frozenset({"ole2"})),
    **dict.fromkeys(("jpg", "jpeg"), frozenset({"jpg"})),
    **dict.fromkeys(("tif", "tiff"), frozenset({"tif", "tiff"})),
    **dict.fromkeys(("txt", "csv", "tsv", "eml", "html", "htm", "xml", "json", "md"), frozenset({"text", "unknown"})),
    "zip": frozenset({"zip"}),
}
"""The types that a file may have whose name ends so; a name that ends otherwise promises nothing."""
_PROGRAMS = frozenset({"exe", "elf", "script", "dex", "wasm", "class"})
_PROGRAM_ENDINGS = frozenset(
    ("exe", "com", "scr", "bat", "cmd", "ps1", "vbs", "js", "sh", "py", "msi", "jar", "lnk", "dll", "so", "hta", "wsf")
)
_LABELS: Mapping[str, str] = {
    "text": "文字だけのファイル",
    "unknown": "種類の分からないファイル",
    "ole2": "Office の古い形式",
    "zip": "圧縮ファイル(zip)",
    "script": "プログラム(スクリプト)",
    "exe": "プログラム",
    "elf": "プログラム",
}


def type_label(type_: str) -> str:
    """What a type of file is called: PDF, XLSX, 文字だけのファイル."""
    return _LABELS.get(type_, "プログラム" if type_ in _PROGRAMS else type_.upper())


def sniff(path: Path) -> str:
    """The type of a file by its content, never by its name; `unknown` where it can't be recognised."""
    import filetype

    with path.open("rb") as file:
        head = file.read(8192)
    if head.startswith(b"PK"):
        return _type_of_zip(path)
    if head.startswith(_OLE2):
        return "ole2"
    if head.startswith(b"#!"):
        return "script"
    guess = filetype.guess(head)  # type: ignore[no-untyped-call]
    if guess is not None:
        return str(guess.extension)
    try:
        head[:4096].decode("utf-8", errors="strict" if len(head) < 4096 else "ignore")
    except UnicodeDecodeError:
        return "unknown"
    return "unknown" if b"\0" in head else "text"


def _type_of_zip(path: Path) -> str:
    """The type of an office document by the parts that its container lists; any other container is a zip."""
    names: list[str] = []
    with suppress(zipfile.BadZipFile, OSError, ValueError, NotImplementedError), zipfile.ZipFile(path) as container:
        names = container.namelist()
    if "[Content_Types].xml" not in names:
        return "zip"
    return next((type_ for mark, type_ in _OOXML.items() if any(name.startswith(mark) for name in names)), "zip")


def odd(name: str, type_: str) -> str:
    """What is to be said of a file whose name says otherwise than its content, or that is a program; else nothing."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    told = _LABELS.get(type_, type_)
    if type_ in _PROGRAMS or ending in _PROGRAM_ENDINGS:
        return f"「{name}」はプログラムで、書類ではありません(内容は{told})。原本を確かめてください。"
    meant = _MEANT.get(ending)
    if meant is None or type_ in meant:
        return ""
    return f"「{name}」の名前は .{ending} ですが、内容は{told}です。開けるか、原本に間違いないかを確かめてください。"


def begins_a_text(path: Path, type_: str, words: tuple[str, ...]) -> bool:
    """Whether a paragraph or a cell of an office document begins with one of the words."""
    return type_ in _PARTS and any(text.startswith(words) for text in _texts(path, type_))


def _texts(path: Path, type_: str) -> Iterator[str]:
    """The texts of the paragraphs of a docx, of the cells of an xlsx; nothing where they can't be read."""
    try:
        with zipfile.ZipFile(path) as container, container.open(_PARTS[type_]) as part:
            content = part.read(_LONGEST_PART)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError):
        return
    for paragraph in _PARAGRAPH[type_].findall(content):
        yield b"".join(_WORDS.findall(paragraph)).decode("utf-8", errors="replace").strip()
