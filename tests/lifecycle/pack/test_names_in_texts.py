"""Names and contacts that somebody wrote into a text stay out of what other eyes see; the reasons stay."""

import zipfile
from pathlib import Path

from installation import HEAD, ID, OVERSIGHT, Installation, a_contract, hand_in

from config.loader import rule_book
from lifecycle.papers.pack.check import check
from lifecycle.papers.pack.gather import pack
from lifecycle.papers.site.build import build_site
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.endings import end
from lifecycle.usecases.evidence import attach

NAME, PHONE, MAIL = "髙橋花子", "0942-33-1234", "hanako@example.jp"
WHY = f"{NAME}から{PHONE}と{MAIL}へ連絡があり、予算がつかなかったため"


def lived(installation: Installation) -> None:
    """The visitor is named where persons are, and again in texts and reasons."""
    app = installation.app()
    a_contract(app, title=f"調査(担当 {PHONE})")
    hand_in(app, "onsite_inspection", inspected_by="主事 髙橋 花子")
    attach(app, ID, "other", {"dated_on": "2024-05-01", "title": f"{NAME}の復命書", "document_no": f"{NAME}1号"})
    end(installation.app(HEAD), ID, "withdraw", WHY, None)


def test_the_audit_file_holds_the_reason_without_name_and_number(installation: Installation, tmp_path: Path) -> None:
    """In the documents, the pages and the texts; the file still checks, and posts stand in it."""
    lived(installation)
    app = installation.app()
    pack(app, ID, tmp_path / "1.zip", AsOf(app.today()))
    with zipfile.ZipFile(tmp_path / "1.zip") as container:
        said = {name: container.read(name) for name in container.namelist() if not name.startswith("evidence/")}
    for name, content in said.items():
        for word in (NAME, "髙橋", PHONE, MAIL):
            assert word.encode() not in content, (name, word)
    assert (
        "〔氏名〕から〔伏せました〕と〔伏せました〕へ連絡があり、予算がつかなかったため".encode()
        in said["history.json"]
    )
    assert "〔氏名〕の復命書".encode() in said["contract.json"]
    assert check(tmp_path / "1.zip").faults == []


def test_the_pages_show_the_reason_without_name_and_number(installation: Installation, tmp_path: Path) -> None:
    """Every page of the site."""
    lived(installation)
    app = installation.app(OVERSIGHT)
    build_site(app, tmp_path / "site", app.today())
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "site").rglob("*.html")}
    assert any("予算がつかなかったため" in page for page in pages.values())
    for name, page in pages.items():
        for word in (NAME, "髙橋", PHONE, MAIL):
            assert word not in page, (name, word)


def test_posts_are_no_names() -> None:
    """主事 and 係長 stay; a name is found with and without the blank in it."""
    personal = rule_book().personal_data
    assert personal.names_in(["広報課係長", "主事", "委託先の責任者", "検査員"]) == ()
    names = personal.names_in(["主事 髙橋 花子"])
    for text in ("髙橋花子が", "髙橋 花子が", "髙橋　花子が"):
        assert personal.masked(text, names) == "〔氏名〕が"
    assert personal.masked("広報課係長の決裁(5広第824号、1,000件)", names) == "広報課係長の決裁(5広第824号、1,000件)"
