"""Templates that an office edits in Word: its own is used, its faults are named, the guide lists every field."""

import re
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from contractor import everything_in, letter_text
from docs.console import ROOT
from installation import ID, Installation, a_contract

import lifecycle.papers.letters.render as render
from config.errors import SetupError
from lifecycle.papers.letters.write import reminder, request
from lifecycle.records.as_of import AsOf

GUIDE = (ROOT / "docs" / "手引き" / "担当者.md").read_text(encoding="utf-8")
PRODUCT = Path(render.__file__).parent


def edited(installation: Installation, name: str, old: str, new: str) -> Path:
    """The office's own template: the product's, with a word changed."""
    own = installation.home / "letters" / f"{name}.docx"
    own.parent.mkdir(exist_ok=True)
    with ZipFile(PRODUCT / own.name) as container, ZipFile(own, "w", ZIP_DEFLATED) as copy:
        for part in container.namelist():
            content = container.read(part)
            if part == "word/document.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            copy.writestr(part, content)
    return own


def write(installation: Installation, name: str, folder: Path) -> str:
    """The letter of that name, and what it says."""
    app, target = installation.app(), folder / "out.docx"
    if name == "request":
        request(app, ID, target, folder / "out.xlsx", AsOf(app.today()), agreed={})
    else:
        reminder(app, ID, target, AsOf(app.today()))
    return letter_text(target)


@pytest.fixture(autouse=True)
def contracted(installation: Installation) -> None:
    """A contract of which everything is still missing."""
    a_contract(installation.app())


@pytest.mark.parametrize("name", ["request", "reminder"])
def test_the_offices_own_template_is_used(installation: Installation, tmp_path: Path, name: str) -> None:
    """<home>/letters/: offices have their own forms."""
    edited(installation, name, "御不明の点は", "お問い合わせは")
    assert "お問い合わせは" in write(installation, name, tmp_path)


@pytest.mark.parametrize("name", ["request", "reminder"])
@pytest.mark.parametrize(
    ("new", "said"),
    [("{{ 契約番合 }}", "知らない欄があります"), ("{{ 契約番号", "書き方に誤り"), ("{% include 'x' %}", "letters/")],
)
def test_a_faulty_template_is_named_with_the_fields_that_may_be_used(
    installation: Installation, tmp_path: Path, name: str, new: str, said: str
) -> None:
    """Exit 7; neither file is written."""
    edited(installation, name, "{{ 契約番号 }}", new)
    with pytest.raises(SetupError, match=said) as refused:
        write(installation, name, tmp_path)
    assert f"letters/{name}.docx" in str(refused.value)
    if "include" not in new:
        assert "使える欄: 文書番号、施行日、契約番号" in str(refused.value)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.mark.parametrize("content", [b"", b"no document", b"PK\3\4" + bytes(200)])
def test_a_file_that_is_no_document_is_refused_in_words(
    installation: Installation, tmp_path: Path, content: bytes
) -> None:
    """Exit 7, not a traceback."""
    own = installation.home / "letters" / "request.docx"
    own.parent.mkdir()
    own.write_bytes(content)
    with pytest.raises(SetupError, match=r"letters/request\.docx を Word の文書として読めません"):
        write(installation, "request", tmp_path)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_template_can_only_show_values(installation: Installation, tmp_path: Path) -> None:
    """A template handed on by somebody else runs nothing."""
    edited(installation, "request", "{{ 契約番号 }}", "{{ 契約番号.__class__.__mro__ }}")
    with pytest.raises(SetupError):
        write(installation, "request", tmp_path)


def test_without_the_extra_the_officer_is_told_whom_to_ask(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report extra is optional; every other command works without."""
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(SetupError, match=r"lifecycle\[report\]"):
        write(installation, "request", tmp_path)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def _offered(installation: Installation, name: str, folder: Path) -> set[str]:
    edited(installation, name, "{{ 契約番号 }}", "{{ ない欄 }}")
    with pytest.raises(SetupError) as refused:
        write(installation, name, folder)
    return set(str(refused.value).partition("使える欄: ")[2].rstrip("。").split("、"))


def test_the_guide_lists_exactly_the_fields_there_are(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/手引き/担当者.md 「委託先への文書」: each row is a field and where it may stand."""
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", GUIDE, re.MULTILINE)
    listed = {
        name: {field for field, where in rows if where.strip() in ("両方", label) and "." not in field}
        for name, label in (("request", "依頼文"), ("reminder", "督促"))
    }
    assert {name: _offered(installation, name, tmp_path) for name in listed} == listed
    seen: list[dict[str, object]] = []
    monkeypatch.setattr("lifecycle.papers.letters.write.letter_bytes", lambda _, fields: seen.append(fields) or b"x")
    reminder(installation.app(), ID, tmp_path / "x.docx", AsOf(installation.app().today()))
    (item, *_) = seen[0]["事項一覧"]  # type: ignore[misc]
    assert {field.partition(".")[2] for field, _ in rows if "." in field} == set(item)


@pytest.mark.parametrize("name", ["request", "reminder"])
def test_the_products_templates_say_whose_wording_it_is_and_where_the_fields_are(name: str) -> None:
    """The prefecture's own 通知文例 is not in the sources: the wording is an assumption (仮定) and says so."""
    found = everything_in(PRODUCT / f"{name}.docx")
    assert "〔仮定〕" in found
    assert "docs/手引き/担当者.md" in found
    assert "## 委託先への文書" in GUIDE
