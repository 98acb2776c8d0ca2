"""The printed cover: PDF by typst with the fonts that come with the product, the same bytes on every machine."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from config.errors import SetupError
from config.marks import at_the_foot, beside_a_count
from config.place import said_here
from config.unseen import visible
from lifecycle.papers.pack.pages import in_wareki
from lifecycle.papers.pack.told import JsonObject

_TEMPLATE = Path(__file__).with_name("templates") / "cover.typ"
_FONTS = Path(__file__).parents[1] / "fonts"
NO_EXTRA = (
    "監査調書の表紙(PDF)に要る部品がありません。{管理者}に、追加部品 report つきの導入"
    "(pip install 'lifecycle[report]')を依頼してください。"
)


def cover_pdf(
    about: JsonObject, contract: JsonObject, history: JsonObject, verdicts: JsonObject, made_at: datetime
) -> bytes:
    """The cover as PDF. Raises SetupError where the `report` extra is missing."""
    try:
        import typst
    except ModuleNotFoundError:
        raise SetupError(said_here(NO_EXTRA)) from None
    notes = [f["due_note"] for f in contract["unmet"] if f["overdue"]]
    unsure = beside_a_count(notes)
    late = f"{len(notes)}件。{unsure}" if unsure else f"{len(notes)}件"
    left = len(contract.get("on_record", ()))
    data = {
        "about": about,
        "contract": contract,
        "unmet": f"{len(contract['unmet'])}件(うち期限超過 {late})" + (f"、記録に残る不備 {left}件" if left else ""),
        "due_foot": at_the_foot(f["due_note"] for f in contract["unmet"] if f["due_on"]),
        "counts": f"経緯 {len(history['events'])}件(止められた試みを含む)、判定 {len(verdicts['verdicts'])}件",
    }
    made: bytes = typst.compile(
        str(_TEMPLATE),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": orjson.dumps(_worded(data)).decode()},
        timestamp=int(made_at.timestamp()),
    )
    return made


def _worded(value: Any) -> Any:
    """The data with every day in 和暦 and every list of words as one text, because the template only lays out."""
    if isinstance(value, Mapping):
        return {name: _worded(one) for name, one in value.items()}
    if isinstance(value, list) and not all(isinstance(one, str) for one in value):
        return [_worded(one) for one in value]
    if isinstance(value, list):
        return visible(in_wareki(value)) if value else []
    return visible(in_wareki(value)) if isinstance(value, str) and value else value
