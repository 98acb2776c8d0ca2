"""The posts of the heads of offices, as messages call them: asked when a message is made, never kept."""

from config.vocabulary import Role


def head_post() -> str:
    """The post of the head of an office, as messages call it."""
    return Role.DIVISION_HEAD.label


def head_posts() -> tuple[str, ...]:
    """The posts that read the mail of a head, as messages call them."""
    return Role.DIVISION_HEAD.label, Role.DEPUTY.label
