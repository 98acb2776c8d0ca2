"""The login of the process, asked of the system and never of the environment, which anybody may set (semantics §8)."""

import os
from dataclasses import dataclass
from pathlib import Path

from config.errors import SetupError

_AUDIT = Path("/proc/self/loginuid")
_UNSET = 2**32 - 1
UNDER_SUDO = "os sudo:"
"""How the journal says that another login stands behind the one that acts; that login follows."""
_HINTS = ("SUDO_UID", "SUDO_USER", "SUDO_COMMAND", "DOAS_USER")


@dataclass(frozen=True, slots=True)
class ProcessUser:
    """The login under which the process acts, and the one that started it, where the system tells that it is another.

    `behind` is None where both are one, or where the system does not know. It knows by the real uid, and by the login
    uid of the audit session, which `sudo` and `su` keep. `unknown_behind` says that the environment speaks of `sudo`
    while the system does not tell by whom: the environment is not believed, but its hint is recorded.
    """

    login: str
    behind: str | None = None
    unknown_behind: bool = False

    @property
    def how(self) -> str:
        """How the journal says that the person was known: `os`, or `os sudo:LOGIN` where another stands behind."""
        if self.behind is None and not self.unknown_behind:
            return "os"
        return f"{UNDER_SUDO}{self.behind or '?'}"


def process_user() -> ProcessUser:
    """The user of this process. Raises SetupError where the system knows no login of that number."""
    if os.name == "nt":  # pragma: no cover - the token of the process
        return ProcessUser(_windows_user())
    login = _login_of(os.geteuid())
    if login is None:
        told = f"この処理を動かしている利用者番号(uid {os.geteuid()})は、OSに登録がありません。"
        raise SetupError(f"{told}登録のある利用者で実行してください。")
    uids = [uid for uid in (os.getuid(), _audit_uid()) if uid is not None]
    other = next((uid for uid in uids if uid != os.geteuid()), None)
    if other is not None:
        return ProcessUser(login, _login_of(other) or f"uid {other}")
    return ProcessUser(login, unknown_behind=_audit_uid() is None and any(map(os.environ.get, _HINTS)))


def system_user() -> str:
    """The login of the process. Raises SetupError where the system knows no login of that number."""
    return process_user().login


def _login_of(uid: int) -> str | None:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def _audit_uid() -> int | None:
    """The uid with which the session was opened, which the kernel keeps; None where it keeps none."""
    try:
        uid = int(_AUDIT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return None if uid == _UNSET else uid


def _windows_user() -> str:  # pragma: no cover - Windows only
    import ctypes

    size = ctypes.c_ulong(257)
    name = ctypes.create_unicode_buffer(size.value)
    if not ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size)):  # type: ignore[attr-defined]
        raise SetupError("Windows の利用者名を確かめられません。サインインし直して実行してください。")
    return name.value
