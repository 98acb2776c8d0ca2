"""Whether the forms of the pack ask only for what their kinds of evidence hold."""

from collections.abc import Iterator

from config.errors import DataFault, RuleDataError
from config.rulebook import RuleBook
from states.columns import SUBCONTRACT, columns_of
from states.evidence import KINDS

_FILE = "paper_forms.toml"


def refuse_unknown_fields(book: RuleBook) -> None:
    """Raises RuleDataError where a form is of a kind that does not exist, or names a field that its kind lacks."""
    if faults := list(_faults(book)):
        raise RuleDataError(faults)


def _faults(book: RuleBook) -> Iterator[DataFault]:
    for form in book.paper_forms.values():
        for kind, names in ((form.kind, [f.name for f in form.fields]), *((s.record, [s.field]) for s in form.shows)):
            if kind not in KINDS and kind != SUBCONTRACT:
                yield DataFault(_FILE, form.kind, f"証拠の種類「{kind}」がありません")
                continue
            known = {column.name: column.label for column in columns_of(kind)}
            for name in names:
                if name not in known:
                    listed = "、".join(f"{id_}({label})" for id_, label in known.items())
                    problem = f"項目「{name}」は「{kind}」にありません。次のいずれかにしてください: {listed}"
                    yield DataFault(_FILE, form.kind, problem)
