"""`demo`: the main job from the empty folder to the tables, readable at 80 columns."""

from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
from command_line import CommandLine, Said

from notifications.plain import width


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[CommandLine, Said]]:
    """The demo in a fresh home, and what it showed (for --json on stderr); the environment then points there."""
    home = tmp_path_factory.mktemp("shown") / "demo"
    lifecycle = CommandLine(home)
    with pytest.MonkeyPatch.context() as environment:
        for name in ("LIFECYCLE_HOME", "LIFECYCLE_NOW", "LIFECYCLE_ACTOR"):
            environment.setenv(name, "")
        said = lifecycle("demo", "--home", str(home), "--json")
        assert said.code == 0
        yield lifecycle, said


def test_the_demo_runs_to_the_end_and_leaves_everything_in_its_home(shown: tuple[CommandLine, Said]) -> None:
    """Import, portfolio, refusal, cure, move, exception, sweep, mail, tables with 一致; where things are."""
    lifecycle, said = shown
    for word in (
        "進められません", "[S1-10]", "次にすること", "充足", "履行中 → 検査", "例外承認", "(終了コード 4)", "期限超過",
        "表12", "一致", "報告書の数値と全て一致", "架空", "どこに何があるか",
    ):  # fmt: skip
        assert word in said.err, word
    assert "一致しない" not in said.err
    assert "Traceback" not in said.err
    mails = sorted((lifecycle.home / "outbox").glob("*.eml"))
    assert len(mails) == 167
    mail = message_from_bytes(mails[0].read_bytes(), policy=policy.default)
    assert mail["To"].endswith("@pref.example.jp")
    assert lifecycle.clean()
    again = lifecycle("demo", "--home", str(lifecycle.home))
    assert again.code == 2


def test_the_demo_is_readable_at_80_columns(shown: tuple[CommandLine, Said]) -> None:
    """Japanese, readable at 80 columns (a full-width character takes two). A path is as long as it is."""
    lifecycle, said = shown
    lines = [line for line in said.err.splitlines() if str(lifecycle.home) not in line]
    assert [line for line in lines if width(line) > 80] == []


def test_the_demo_as_json_is_one_document(shown: tuple[CommandLine, Said]) -> None:
    """`--json` prints exactly one JSON document; the story goes to stderr."""
    lifecycle, said = shown
    home = lifecycle.home
    site = str(home / "report" / "index.html")
    assert said.json == {"home": str(home), "tables_agree": True, "mails": 167, "site": site}
    assert "一致" in said.err
