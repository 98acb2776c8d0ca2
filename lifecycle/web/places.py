"""Where each page stands: the addresses of the register, which mails and other tools may keep."""

from urllib.parse import quote, urlencode

from lifecycle.papers.site.links import cell_mark, subcontract_mark
from states.incident import MARK

TODAY, BOARD, DIVISIONS, TABLES, STAGES = "/", "/contracts", "/offices", "/tables", "/stages"
EXCEPTIONS, ALERTS, RULES, ABOUT = "/exceptions", "/alerts", "/rules", "/about"
DECISIONS, CHECKS, REQUESTS, FIRST_REPORT = "/decisions", "/checks", "/requests", "/first-report"
BEGUN, DESK, INCIDENTS, CIRCULARS = "/begun", "/desk", "/incidents", "/circulars"
REGISTER, IMPORT, IMPORT_COLUMNS, IMPORT_CHECK = "/register", "/import", "/import/columns", "/import/check"
SIGN_IN, SIGN_OUT, STYLE, FORMS_STYLE = "/sign-in", "/sign-out", "/assets/style.css", "/assets/forms.css"
CARD_STYLE = "/assets/card.css"
ACKNOWLEDGE, SNOOZE, STAFF, DESK_STAFF = "/acknowledge", "/snooze", "/staff", "/posts"
SCRIPT, ICON = "/assets/board.js", "/assets/icon.svg"
TABLES_BOOK = "/tables.xlsx"
VISITS, OFFICES_BOOK, PRINT_STYLE, DUE = "/visits", "/offices.xlsx", "/print.css", "/due"
RETURNED, HEALTH = "/returned", "/healthz"

__all__ = ["cell_mark", "subcontract_mark"]


def contract_page(id_: str) -> str:
    """The page of a contract."""
    return f"/contracts/{_part(id_)}"


def subject_link(subject: str) -> str:
    """The page and place of a contract (`R6-0012`) or of one of its subcontracts (`R6-0012/1`)."""
    id_, _, no = subject.partition("/")
    return contract_page(id_) + (f"#{subcontract_mark(no)}" if no else "")


def division_page(name: str) -> str:
    """The page of an office."""
    return f"/offices/{_part(name)}"


def table_page(number: int) -> str:
    """The page of an audit table."""
    return f"/tables/{number}"


def evidence_form(id_: str, kind: str, subcontract: str = "") -> str:
    """The form for a kind of evidence of a contract, or of one of its subcontracts."""
    return with_query(f"{contract_page(id_)}/evidence/{kind}", subcontract=subcontract)


def exception_page(id_: str) -> str:
    """The page on which an exception is decided."""
    return f"{DECISIONS}/exceptions/{_part(id_)}"


def subcontract_decision(id_: str, no: str) -> str:
    """The page on which an application of a subcontract is decided."""
    return f"{DECISIONS}/subcontracts/{_part(id_)}/{_part(no)}"


def substitute_decision(subject: str) -> str:
    """The page on which what was done instead of a visit is accepted, of a contract or of one of its subcontracts."""
    id_, _, no = subject.partition("/")
    return f"{DECISIONS}/substitutes/{_part(id_)}" + (f"/of/{_part(no)}" if no else "")


def matter_page(id_: str) -> str:
    """The page of a matter that needs two persons."""
    return f"{DECISIONS}/matters/{_part(id_)}"


def check_page(id_: str, kind: str, subcontract: str = "") -> str:
    """The page on which a second person checks a kind of record."""
    return f"{CHECKS}/{_part(id_)}/{_part(kind)}" + (f"/of/{_part(subcontract)}" if subcontract else "")


def alert_page(id_: str) -> str:
    """The page of an alert, on which it is answered."""
    return f"{ALERTS}/of/{quote(id_, safe='/:')}"


def pack_of(id_: str) -> str:
    """The page on which the audit file of a contract is handed out."""
    return f"{contract_page(id_)}/pack"


def circular_page(id_: str) -> str:
    """The page of a circular."""
    return f"{CIRCULARS}/{_part(id_)}"


def circular_answer(id_: str, office: str) -> str:
    """The form in which an office answers a circular."""
    return f"{circular_page(id_)}/answer/{_part(office)}"


def circular_deed(id_: str, deed: str) -> str:
    """The form in which the desk publishes a circular, or withdraws it."""
    return f"{circular_page(id_)}/{deed}"


def staff_page(office: str) -> str:
    """The page on which the posts of an office are held, handed over and stood in for."""
    return f"{STAFF}/{_part(office)}"


def inspectors_page(id_: str) -> str:
    """The page on which the inspector of a contract is chosen."""
    return f"{contract_page(id_)}/inspectors"


def originals_of(id_: str) -> str:
    """The list of a contract's originals."""
    return f"{contract_page(id_)}/originals"


def contacts_page(id_: str) -> str:
    """The emergency contacts of both sides of a contract, and the form for the call that tries them."""
    return f"{contract_page(id_)}/contacts"


def evidence_list(id_: str) -> str:
    """The documents of a contract by kind, with the way to record each."""
    return f"{contract_page(id_)}/evidence"


def forms_of(id_: str) -> str:
    """The forms made for a contract, to download."""
    return f"{contract_page(id_)}/forms"


def form_file(id_: str, kind: str, subcontract: str = "") -> str:
    """The form for a kind of evidence, made for a contract or for one of its subcontracts."""
    return with_query(f"{forms_of(id_)}/{kind}", subcontract=subcontract)


def amend_form(id_: str, field: str = "") -> str:
    """The form in which the facts of a contract are amended, at one of its fields where one is named."""
    return f"{contract_page(id_)}/amend" + (f"#f-{field}" if field else "")


def advance_page(id_: str, to: str = "") -> str:
    """The page that says whether a contract may move on; to a stage beyond the next where one is named."""
    return with_query(f"{contract_page(id_)}/advance", to=to)


def ending_form(id_: str, trigger: str) -> str:
    """The form for a way out: 解除 (`terminate`) or 不成立 (`withdraw`)."""
    return f"{contract_page(id_)}/{trigger}"


def hold_form(id_: str, hold: str = "") -> str:
    """The form for a hold on a contract (廃棄の留保), or for the lifting of one."""
    return f"{contract_page(id_)}/holds/{_part(hold)}" if hold else f"{contract_page(id_)}/hold"


def subcontract_application(id_: str, under: str = "") -> str:
    """The form for an application for a subcontract, below another one where one is named."""
    return with_query(f"{contract_page(id_)}/subcontracts", under=under)


def subcontract_form(id_: str, no: str, step: str, field: str = "") -> str:
    """The form for a step of a subcontract: amend, start, finish or paper (an approval that was signed on paper)."""
    return f"{contract_page(id_)}/subcontracts/{_part(no)}/{step}" + (f"#f-{field}" if field else "")


def exception_form(id_: str, rule: str = "", subcontract: str = "", category: str = "") -> str:
    """The form in which an exception is requested, for a rule where one is named."""
    return with_query(f"{contract_page(id_)}/exception", rule=rule, subcontract=subcontract, category=category)


def incident_page(id_: str, no: int | str) -> str:
    """The page of an incident of a contract, by its number."""
    return f"{INCIDENTS}/{_part(id_)}/{MARK}{no}"


def incidents_of(id_: str) -> str:
    """The place of a contract's incidents on its page."""
    return f"{contract_page(id_)}#incidents"


def incident_link(incident: str) -> str:
    """The page of an incident by its id (`R6-0012/J1`)."""
    id_, _, no = incident.rpartition(f"/{MARK}")
    return incident_page(id_, no)


def incident_form(id_: str, no: int | str, section: str, field: str = "") -> str:
    """The form for a section of an incident's record, at one of its fields where one is named."""
    return f"{incident_page(id_, no)}/record/{_part(section)}" + (f"#f-{field}" if field else "")


def incident_close(id_: str, no: int | str) -> str:
    """The form in which the close of an incident is recorded."""
    return f"{incident_page(id_, no)}/close"


def incident_noted(id_: str, no: int | str) -> str:
    """Where it is sent that a person took note of an incident."""
    return f"{incident_page(id_, no)}/acknowledge"


def incident_card(id_: str, no: int | str) -> str:
    """The card of an incident, one page to print."""
    return f"{incident_page(id_, no)}/card"


def office_form(kind: str, office: str) -> str:
    """The form in which an office records what it did of its own duties."""
    return f"{desk_form(kind)}/of/{_part(office)}"


def desk_form(kind: str) -> str:
    """The form for what the 制度所管課 did, by the kind of record."""
    return f"/desk/{_part(kind)}"


def with_query(path: str, **query: str) -> str:
    """An address with what its query asks for; blank values are left out. A fragment stays at the end."""
    head, mark, place = path.partition("#")
    asked = urlencode({name: value for name, value in query.items() if value})
    if not asked:
        return path
    return f"{head}{'&' if '?' in head else '?'}{asked}{mark}{place}"


def _part(text: str) -> str:
    return quote(text, safe="")
