"""解除 by the special provisions: by which article the office may end a contract, and whether that still can follow."""

from config.place import here
from states.facts import Contract


def power_to_terminate() -> str:
    """What the article of the special provisions says by which the office may end the contract (解除)."""
    provisions = here().provisions
    return (
        f"{provisions.name}第{provisions.termination_article}により、{provisions.name}の内容に反していると認めたときは、"
        "契約の解除及び損害賠償の請求をすることができる"
    )


def may_be_terminated(contract: Contract) -> bool:
    """Whether 解除 can still follow: the contract goes on, and its special provisions hold such an article."""
    article = here().provisions.termination_article
    return article is not None and not contract.stage.is_final and not contract.omits(article)
