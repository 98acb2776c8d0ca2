"""The pages of a run on the Prefect server: nothing that an office was called acts in them."""

import re
from typing import Any

import pytest
from unseen import UNSEEN

from config.unseen import unseen_in
from flows import pages

LIVE = (
    "[x](javascript:alert(1))",
    "![x](https://evil.example/a.png)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<https://evil.example>",
    "https://evil.example/ www.evil.example",
    "`x` **y** _z_ ~~q~~",
    "a | b |\n| --- |",
    "&lt;b&gt;&#91;x&#93;",
    "# 見出し\n\n- [ ] x",
    f"課{UNSEEN}",
)


def _result(office: str) -> dict[str, Any]:
    line = {"office": office, "owed": 1, "overdue": 1, "late_note": office}
    return {
        "job": "monthly",
        "as_of": "2024-11-26",
        "skipped": "",
        "monthly": {"month": "2024-10-01", "messages_queued": 1, "offices": [line]},
        "delivery": {
            "sent": 1,
            "failed": 0,
            "given_up": 0,
            "uncertain": 0,
            "told": [{"division": office, "post": "division_head", "sent": 1, "missing": 0}],
        },
    }


@pytest.mark.parametrize("office", LIVE, ids=range(len(LIVE)))
def test_a_name_of_an_office_is_text_and_nothing_else(office: str) -> None:
    """Markdown and HTML find no link, no image, no tag, no entity, no emphasis and no cell of their own in it."""
    result = _result(office)
    page = pages.page(result)
    said = page.replace("`lifecycle verify`", "").replace("`lifecycle doctor`", "")
    ours = re.sub(r"^(#+ |> |\| .* \|$)", "", said, flags=re.MULTILINE)
    for sign in ("<", "[", "]", "`", "*", "~", "://", "www.", "&"):
        assert sign not in said
    assert "#" not in ours.replace("##", "")
    assert unseen_in(page) is None
    widths = {line.count("|") for line in page.splitlines() if line.startswith("|")}
    assert widths <= {3, 5}
    for row in (*pages.told(result), *pages.found(result)):
        assert all(sign not in str(value) for value in row.values() for sign in "<[`*")
