"""What `doctor` looks at in the home itself: who may read its files, and the words in which its messages leave."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.access import SHARED, access_of, too_open
from config.mail_addresses import mail_address
from config.settings import Channels
from lifecycle.app import App
from notifications.addresses import is_near
from notifications.template_samples import template_faults

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what it is, whether it is well, and what to do where it is not."""

    name: str
    fine: bool
    detail: str


def home_checks(app: App) -> Iterator[Check]:
    """The checks of the home and of what the settings name in it."""
    yield _private(app.home)
    yield _sender(app.settings.channels)
    if app.settings.channels.templates is not None:
        yield _templates(app.home / app.settings.channels.templates)


def _private(home: Path) -> Check:
    """The check of whether anything in the home is open to more people than the home itself is meant for."""
    if os.name == "nt":  # pragma: no cover - Windows only
        told = "Windows のアクセス権(ACL)は見ていない。フォルダーのプロパティで、使う人だけに許していることを確かめる"
        return Check("フォルダーの権限", fine=True, detail=told)
    opened = sorted((path, mode) for path, mode in too_open(home))
    if not opened:
        return Check("フォルダーの権限", fine=True, detail=_meant_for(home))
    named = "、".join(f"{_name(path, home)}({mode:04o})" for path, mode in opened[:_NAMED])
    more = f" ほか{len(opened) - _NAMED}件" if len(opened) > _NAMED else ""
    told = f"ほかの利用者に開いています: {named}{more}。環境を作る操作をもう一度すると閉じます"
    return Check("フォルダーの権限", fine=False, detail=told)


def _name(path: Path, home: Path) -> str:
    return "フォルダーそのもの" if path == home else path.relative_to(home).as_posix()


def _meant_for(home: Path) -> str:
    if access_of(home) is not SHARED:
        return "本人だけが読める"
    import grp

    try:
        name = grp.getgrgid(home.stat().st_gid).gr_name
    except KeyError:
        name = str(home.stat().st_gid)
    return f"本人とグループ {name} だけが読み書きできる(書ける人はファイルを書き換えられる)"


def _sender(channels: Channels) -> Check:
    """The check of whether the sender is an address that a mail server takes: none but this machine's knows its name.

    The settings are refused where it is no address at all.
    """
    if mail_address(channels.sender).is_local and not is_near(channels.mail):
        told = "@ の後ろがこの機械だけの名前です。メールサーバーに断られたり、返信や不達の知らせが失われたりします"
        detail = f"{told}。lifecycle.toml の [channels] sender に課の代表アドレスを書いてください"
        return Check("差出人", fine=False, detail=detail)
    return Check("差出人", fine=True, detail="1件のメールアドレス")


def _templates(folder: Path) -> Check:
    """The check of whether every kind of message can be said by the installation's templates."""
    faults = template_faults(folder)
    told = "、".join(f"{name}: {problem}" for name, problem in faults)
    detail = f"{told}。直すか取り除くまで、この仕組みの文面で作ります" if faults else "見本で全て書けた"
    return Check("文面のひな形", not faults, detail)
