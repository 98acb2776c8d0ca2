"""Small notes that the home keeps beside the database, each in a file of its own that is replaced whole."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from config.access import access_of


def keep_beside(path: Path, written: bytes) -> None:
    """Put these bytes into the file, in the place of what it held. Raises OSError; then nothing changed."""
    file = NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False)  # noqa: SIM115 - closed below
    try:
        with file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(file.name, access_of(path.parent).file)
        os.replace(file.name, path)
    except OSError:
        os.unlink(file.name)
        raise
