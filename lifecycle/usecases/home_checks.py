"""What `doctor` looks at in the home itself: who may read its files, and the words in which its messages leave."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.access import SHARED, access_of, too_open, too_shut
from config.mail_addresses import mail_address
from config.settings import Channels
from lifecycle.app import App
from lifecycle.records.file_systems import file_system_of, is_share, keeps_no_modes
from lifecycle.usecases.furnishing import WRITTEN
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
    yield _lies_on(app.home, app.engine.dialect.name)
    yield _private(app.home)
    yield _sender(app.settings.channels)
    if app.settings.channels.templates is not None:
        yield _templates(app.home / app.settings.channels.templates)


def _lies_on(home: Path, database: str) -> Check:
    """The check of whether the home lies on a disk that keeps its records safe and its modes."""
    kind = file_system_of(home)
    if database == "sqlite" and is_share(kind):
        told = (
            f"共有フォルダー({kind})。SQLite はここでは壊れることがある。この機械のディスクに移すか、PostgreSQL を使う"
        )
        return Check("フォルダーの置き場所", fine=False, detail=told)
    if keeps_no_modes(kind) and kind != ("ntfs" if os.name == "nt" else ""):
        told = f"{kind} は読める人を限れない。" + ("NTFS" if os.name == "nt" else "ext4 や XFS") + " のディスクに移す"
        return Check("フォルダーの置き場所", fine=False, detail=told)
    where = "共有フォルダー" if is_share(kind) else "この機械のディスク"
    return Check("フォルダーの置き場所", fine=True, detail=where if kind else "OSが種類を答えない")


def _private(home: Path) -> Check:
    """The check of whether anything in the home is open to more people than the home itself is meant for."""
    if os.name == "nt":  # pragma: no cover - Windows only
        told = "Windows のアクセス権(ACL)は見ていない。フォルダーのプロパティで、使う人だけに許していることを確かめる"
        return Check("フォルダーの権限", fine=True, detail=told)
    faults: list[str] = []
    if opened := sorted(too_open(home)):
        faults.append(f"ほかの利用者に開いています: {_listed(opened, home)}。環境を作る操作をもう一度すると閉じます")
    if shut := sorted(too_shut(home, WRITTEN)):
        cure = "持ち主が環境を作る操作をもう一度すると直ります"
        faults.append(f"グループの人が使えません: {_listed(shut, home)}。{cure}")
    return Check("フォルダーの権限", not faults, "。".join(faults) or _meant_for(home))


def _listed(paths: list[tuple[Path, int]], home: Path) -> str:
    named = "、".join(f"{_name(path, home)}({mode:04o})" for path, mode in paths[:_NAMED])
    return f"{named} ほか{len(paths) - _NAMED}件" if len(paths) > _NAMED else named


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
