"""What a letter and a form say of a home that is none in use: that it is for trial, that its ledger is made up."""

from sqlalchemy import Connection

from lifecycle.records.flags import is_fictional, is_trial


def home_marks(connection: Connection) -> tuple[str, str]:
    """The marks that a letter and a form carry; empty for a home in use."""
    trial, fictional = "【試用】" if is_trial(connection) else "", is_fictional(connection)
    return (
        trial + ("【架空の台帳による文例】" if fictional else ""),
        trial + ("【架空の台帳による様式】" if fictional else ""),
    )
