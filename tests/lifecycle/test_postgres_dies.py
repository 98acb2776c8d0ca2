"""PostgreSQL that dies under a long job: nothing half, one clear line, clean after."""

import random
import time
from pathlib import Path

import pytest
from command_line import Said
from kills import SAMPLE
from postgres_homes import is_clean, made, said_by, started
from postgres_server import Cluster

from config.errors import Exit

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


def _stopped_in_the_middle(cluster: Cluster, seconds: float, *words: str) -> Said:
    """A command whose server dies after so long; it is up again at the end."""
    process = started(*words)
    time.sleep(seconds)
    cluster.stop()
    out, err = process.communicate(timeout=300)
    cluster.start()
    return Said(process.returncode, out, err)


def test_a_server_that_dies_under_an_import_and_a_sweep(
    cluster: Cluster, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    """Whatever moment it was: all of it is in or nothing, a clear line without the driver's words, and it goes on."""
    home = made(tmp_path / "home", cluster.server.create(), environment)
    chance = random.Random(20241126)  # noqa: S311 - moments, not secrets
    for words in (("import", str(SAMPLE)), ("sweep",)):
        said = _stopped_in_the_middle(cluster, chance.uniform(0.6, 2.5), *words)
        assert "Traceback" not in said.err
        assert "psycopg" not in said.err
        assert said.code in (0, Exit.SETUP), said.err
        assert is_clean(home)
        assert home.count("contract") == (190 if "sweep" in words or said.code == 0 else 0)
        assert said_by(*words).code == 0
        assert is_clean(home)
    assert said_by("sweep", "--json").json["alerts_opened"] == 0
    home.engine.dispose()
