"""What is wrong with TOML that can't be read, in Japanese and with its line: Python's own words are English."""

import re

_PLACED = re.compile(
    r"(?P<said>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|(?P<end>end of document))\)", re.S
)
_SAID = {
    "Invalid statement": "項目の名前で始まっていません",
    "Expected newline or end of document after a statement": "値の後に余分なものがあります。1行に1項目を書いてください",
    "Expected '=' after a key in a key/value pair": "項目の名前の後に = がありません",
    "Expected ']' at the end of a table declaration": "見出しが ] で閉じていません",
    "Expected ']]' at the end of an array declaration": "見出しが ]] で閉じていません",
    "Invalid initial character for a key part": "項目の名前が読めません。日本語の名前は引用符で囲んでください",
    "Invalid value": "値が読めません。文字は引用符で囲んでください",
    "Invalid date or datetime": "ない日付又は時刻です",
    "Invalid hex value": "\\u の後が16進数ではありません",
    "Unclosed array": "[ が閉じていません",
    "Unclosed inline table": "{ が閉じていません",
    "Unterminated string": "引用符が閉じていません",
    "Unescaped '\\' in a string": "引用符の中の \\ は \\\\ と書いてください(' で囲めば一つのままで書けます)",
    "Cannot overwrite a value": "同じ項目が2度書かれています",
    "Escaped character is not a Unicode scalar value": "\\u の後が文字の番号ではありません",
}
_BEGINNING = {
    "Cannot declare": "同じ見出しが2度書かれています",
    "Cannot mutate": "1行で書いた表に、後から項目は足せません",
    "Cannot redefine": "同じ見出しが2度書かれています",
    "Duplicate inline table key": "同じ項目が2度書かれています",
    "Found invalid character": "使えない文字があります",
    "Illegal character": "文字の中に改行又は使えない文字があります。引用符が閉じているか確かめてください",
    "Expected ": "引用符が閉じていません",
}
_NUMBER = re.compile(r"[0-9](?:_?[0-9]){4299,}")
_STRUCTURE = re.compile(r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[{\]}\n]')


def in_japanese(fault: ValueError, text: str) -> str:
    """The words for a fault of Python's reader, with the line and the character at which it stopped."""
    said = str(fault)
    if "integer string conversion" in said:
        number = _NUMBER.search(text)
        return f"{_line_of(text, number.start()) if number else ''}桁の多すぎる数があります"
    placed = _PLACED.fullmatch(said)
    if placed is None:
        return said[:300]
    where = "ファイルの終わり" if placed["end"] else f"{placed['line']}行{placed['column']}文字目"
    told = _SAID.get(placed["said"]) or next(
        (told for begins, told in _BEGINNING.items() if placed["said"].startswith(begins)), placed["said"][:200]
    )
    return f"{where}: {told}"


def where_too_deep(text: str, most: int) -> str:
    """The line in which brackets stand deeper than that within each other; empty where names make the depth."""
    depth = 0
    for part in _STRUCTURE.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(part[0], 0)
        if depth > most:
            return _line_of(text, part.start())
    return ""


def _line_of(text: str, place: int) -> str:
    return f"{text.count(chr(10), 0, place) + 1}行: "
