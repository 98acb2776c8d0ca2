"""Where each page of the site lies: names that every file share keeps apart, and the link from one page to another."""

import hashlib
import re

from config.page_names import office_file

BOARD, DIVISIONS, TABLES, STAGES = "index.html", "divisions/index.html", "tables/index.html", "stages.html"
EXCEPTIONS, ALERTS, RULES, ABOUT = "overrides.html", "alerts.html", "rules.html", "about.html"
STYLE, SCRIPT = "assets/style.css", "assets/board.js"

_PLAIN = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*\Z")
_LONGEST = 60


def contract_page(id_: str) -> str:
    """The path of a contract's page. A number that a file share could take for another is replaced by its hash."""
    plain = len(id_) <= _LONGEST and _PLAIN.match(id_)
    return f"contracts/{'c-' + id_ if plain else 'x-' + _hash(id_)}.html"


def division_page(name: str) -> str:
    """The path of a 所属's page, which messages lead to and people keep; it stays when another office joins."""
    return f"divisions/{office_file(name)}.html"


def table_page(number: int) -> str:
    """The path of an audit table's page."""
    return f"tables/table-{number}.html"


def part(page: str, number: int) -> str:
    """The path of a further part of a long list; the first part is the page itself."""
    return page if number == 1 else page.replace(".html", f"-{number}.html")


def board_part(stage: str, number: int) -> str:
    """The path of a stage's own page of the board, where the portfolio is too large for one page."""
    return part(f"board/{stage.replace('_', '-')}.html", number)


def subcontract_mark(no: str) -> str:
    """The anchor of a subcontract on its contract's page."""
    return f"sub-{no.replace('.', '-')}"


def cell_mark(fiscal_year: int, column: int) -> str:
    """The anchor of the contracts behind a cell on a table's page."""
    return f"y{fiscal_year}-c{column}"


def way(page: str, target: str) -> str:
    """The relative link from one page to another; it keeps the fragment."""
    path, mark, place = target.partition("#")
    if not path:
        return target
    return "../" * page.count("/") + path + mark + place


def subject_link(subject: str) -> str:
    """The page and place that tell of a contract (`R6-0012`) or of one of its subcontracts (`R6-0012/1`)."""
    id_, _, no = subject.partition("/")
    return contract_page(id_) + (f"#{subcontract_mark(no)}" if no else "")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
