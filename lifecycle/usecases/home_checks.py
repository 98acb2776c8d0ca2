"""What `doctor` looks at in the home itself: who may read its files, and the words in which its messages leave."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lifecycle.app import App
from notifications.email import one_address
from notifications.template_samples import template_faults


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what it is, whether it is well, and what to do where it is not."""

    name: str
    fine: bool
    detail: str


def home_checks(app: App) -> Iterator[Check]:
    """The checks of the home and of what the settings name in it."""
    yield _private(app.home)
    yield _sender(app.settings.channels.sender)
    if app.settings.channels.templates is not None:
        yield _templates(app.home / app.settings.channels.templates)


def _private(home: Path) -> Check:
    open_to_others = home.exists() and bool(home.stat().st_mode & 0o077)
    detail = "ほかの利用者から読めます。chmod 700 を実行してください" if open_to_others else "本人だけが読める"
    return Check("フォルダーの権限", not open_to_others, detail)


def _sender(sender: str) -> Check:
    """The check of whether the sender is one address that a mail server takes, on one line."""
    try:
        one_address(sender)
    except ValueError:
        told = "lifecycle.toml の [channels] sender は、1件のメールアドレスとして読めません(例 lifecycle@example.lg.jp)"
        return Check("差出人", fine=False, detail=told)
    return Check("差出人", fine=True, detail="1件のメールアドレス")


def _templates(folder: Path) -> Check:
    """The check of whether every kind of message can be said by the installation's templates."""
    faults = template_faults(folder)
    told = "、".join(f"{name}: {problem}" for name, problem in faults)
    detail = f"{told}。直すか取り除くまで、製品の文面で作ります" if faults else "見本で全て書けた"
    return Check("文面のひな形", not faults, detail)
