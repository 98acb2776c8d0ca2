"""The question whether a contract may move, asked without trying: every unmet duty on the way."""

from config.vocabulary import Stage
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.records.shared_files import shared_notes
from states.verdict import Verdict


def files_shared(app: App, id_: str) -> list[str]:
    """What is to be said of files of a contract that prove something else too."""
    with app.reading() as connection:
        return shared_notes(connection, id_)


def why(app: App, id_: str, to: Stage | None, as_of: AsOf) -> Verdict:
    """Whether a contract may move to the next (or named) stage; nothing is moved. Raises NotFoundError."""
    with app.reading() as connection:
        contract = find_contract(connection, id_, as_of, app.reader(connection).must)
    return app.assessor.verdict_on(contract, app.assessor.assess(contract, as_of.on), to)
