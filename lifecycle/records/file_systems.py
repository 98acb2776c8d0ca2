"""On which kind of file system a path lies: SQLite's log needs the machine's own disk, modes one that keeps them."""

import os
import re
import sys
from pathlib import Path

from config.errors import RequestFault, SetupError

_MOUNTS = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_SHARES = re.compile(
    r"remote|nfs4?|cifs|smb(?:[23]|fs)|ncpfs|afs|coda|ceph|lustre|beegfs|gfs2|ocfs2|davfs|vboxsf|vmhgfs|"
    r"(?:fuse\.)?(?:sshfs|smbnetfs|glusterfs|davfs2|rclone|s3fs|vmhgfs-fuse)"
)
_WITHOUT_MODES = re.compile(r"vfat|msdos|exfat|fat(?:32)?|ntfs3?|fuseblk|fuse\.ntfs(?:-3g)?")
_REMOTE_DRIVE = 4


def file_system_of(path: Path) -> str:
    """The kind of file system that a path lies on, in lower case (ext4, nfs4, ntfs, on Windows also remote).

    The path need not be there yet. Empty where the system does not tell.
    """
    if sys.platform == "win32":  # pragma: no cover - Windows only
        return _of_drive(path)
    try:
        place, mounts = Path(os.path.realpath(path)), _MOUNTS.read_bytes().decode("utf-8", "surrogateescape")
    except (OSError, ValueError):
        return ""
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = Path(_ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), fields[4]))
        # Of two at one place the later covers the earlier.
        if place.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split(" ")[0].lower()
    return kind


def is_share(kind: str) -> bool:
    """Whether a kind of file system is another machine's (NFS, SMB …), where SQLite's log and locks do not hold."""
    return _SHARES.fullmatch(kind) is not None


def keeps_no_modes(kind: str) -> bool:
    """Whether a kind of file system (FAT, NTFS seen from Unix …) keeps no modes, so that nothing can be shut off."""
    return _WITHOUT_MODES.fullmatch(kind) is not None


def must_be_local(database: Path) -> None:
    """Raises SetupError where a database of SQLite would be written to on another machine's share."""
    if is_share(kind := file_system_of(database)):
        told = f"{database.parent} は共有フォルダー({kind})にあります。SQLite の記録はそこでは壊れることがあるため、"
        cure = "使いません。環境のフォルダーをこの機械のディスクに置くか、PostgreSQL を使ってください。"
        raise SetupError(RequestFault("database_on_a_share", told + cure))


def _of_drive(path: Path) -> str:  # pragma: no cover - Windows only
    import ctypes

    root = f"{os.path.splitdrive(os.path.abspath(path))[0]}\\"
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    if root.startswith("\\\\") or kernel.GetDriveTypeW(root) == _REMOTE_DRIVE:
        return "remote"
    name = ctypes.create_unicode_buffer(64)
    told = kernel.GetVolumeInformationW(root, None, 0, None, None, None, name, len(name))
    return name.value.lower() if told else ""
