"""解除 by the special provisions: by which article the office may end a contract, and whether that still can follow."""

from states.facts import Contract

TERMINATION_ARTICLE = 19
"""The article of the special provisions by which the office may end the contract (解除)."""
MAY_TERMINATE = (
    f"特記事項第{TERMINATION_ARTICLE}により、特記事項の内容に反していると認めたときは、"
    "契約の解除及び損害賠償の請求をすることができる"
)


def may_be_terminated(contract: Contract) -> bool:
    """Whether 解除 can still follow: the contract goes on, and its special provisions hold that article."""
    return not contract.stage.is_final and not contract.omits(TERMINATION_ARTICLE)
