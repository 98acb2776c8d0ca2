"""`demo`: the main job on the audit's portfolio, typed as an office would type it, in a home of its own."""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from sqlalchemy import func, select

from config.errors import UsageError
from config.place import here
from config.vocabulary import Role
from config.wareki import format_date
from lifecycle.cli.output import DEFAULTS, Common, show_json

DATA = Path(__file__).parent
LEDGER, PRINTED = DATA / "audit_r6_ledger.xlsx", DATA / "audit_r6_expected.json"
_NOW = "2024-12-02T09:00:00+09:00"
_CURED, _EXCEPTED = "R6-0012", "R6-0043"
_SWEPT = ("2024-12-02", "2024-12-04", "2024-12-13", "2025-01-14")
_WEBHOOKS = ("LIFECYCLE_TEAMS_SHOZOKU04", "LIFECYCLE_TEAMS_SHARED")
_TEAMS = (
    ("[teams.heads]", '[teams.heads]\n"モデル所属04（医療費）" = "SHOZOKU04"'),
    ("[teams]\n", '[teams]\nshared = "SHARED"\n'),
)
"""The Teams destinations of the demonstration: cards as files."""
_REASON = "承認前に業務が始まっていたため事前の承認ができない。てん末書を添え、今後は申請を先に行う。"


def demo(
    *,
    home: Annotated[Path | None, Parameter(help="デモ用のフォルダー(空であること)。省くと一時フォルダー")] = None,
    common: Common = DEFAULTS,
) -> None:
    """監査報告書の規模の台帳(190契約・再委託71件)で、取込から監査の表までを通して見せる。"""
    folder = home or Path(tempfile.mkdtemp(prefix="lifecycle-demo-"))
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(f"{folder} は空のフォルダーではありません。空のフォルダーを --home で指定してください。")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ.update(LIFECYCLE_HOME=str(folder), LIFECYCLE_NOW=_NOW, LIFECYCLE_ACTOR="")
    os.environ.update(dict.fromkeys(_WEBHOOKS, "file:"))
    for name in ("LIFECYCLE_DATABASE_URL", "LIFECYCLE_MAIL_URL", "LIFECYCLE_SECRETS_DIR"):
        os.environ.pop(name, None)
    if not common.json:
        _tell(folder)
        return
    with redirect_stdout(sys.stderr):
        agrees = _tell(folder)
    show_json({"home": folder.as_posix(), "tables_agree": agrees, "mails": len(_mails(folder)), "site": _site(folder)})


def _tell(folder: Path) -> bool:
    """Play the whole story; gives whether the tables agree with the report's in the end."""
    _heading("委託監督 lifecycle のデモ")
    _say(
        f"監査の最終日(令和6年11月26日)の翌週、令和6年12月2日の{here().government}を模した台帳を使います。"
        "集計値が監査報告書の表と一致するように合成したもので、所属・契約・委託先・所見は全て架空です。"
    )
    _portfolio(folder)
    _refuse_cure_move(folder)
    _exception()
    _supervision(folder)
    _heading("6. 監査の表1〜12(報告書の数値と比べる)")
    _say("監査日時点で数えます。その後に記録した証拠は、過去の表を変えません。")
    differs = _type(
        ["tables", "--as-of", "2024-11-26", "--compare", str(PRINTED)],
        shown="tables --as-of R6.11.26 --compare 報告書.json",
    )
    _report(folder)
    _where(folder)
    return not differs


def _site(folder: Path) -> str:
    return (folder / "report" / "index.html").as_posix()


def _mails(folder: Path) -> list[Path]:
    return sorted((folder / "outbox").glob("*.eml"))


def _portfolio(folder: Path) -> None:
    _heading("1. 台帳を取り込む")
    _type(["init", "--trial"])
    _with_teams(folder)
    _type(["import", str(LEDGER)], shown="import audit_r6_ledger.xlsx")
    _heading("2. 契約は今どの段階にあり、どんな状態か")
    from config.vocabulary import Stage, Standing
    from lifecycle.app import open_app
    from lifecycle.views.contracts import list_contracts
    from notifications.plain import pad

    counted = Counter((row.stage, row.standing) for row in list_contracts(open_app()))
    marks = {Standing.NEEDS_CORRECTION: "■", Standing.ATTENTION: "▲", Standing.OK: "●"}
    print(pad("段階", 22) + "".join(pad(f"{marks[s]}{s.label}", 12) for s in marks))
    for stage in Stage:
        if any(key[0] is stage for key in counted):
            print(pad(stage.label, 22) + "".join(pad(f"{counted[stage, s]:>4}", 12) for s in marks))


def _with_teams(folder: Path) -> None:
    """Give one head a webhook and the office a shared channel, both of which lead into the outbox folder."""
    settings = folder / "lifecycle.toml"
    text = settings.read_text(encoding="utf-8")
    for old, new in _TEAMS:
        text = text.replace(old, new, 1)
    settings.write_text(text, encoding="utf-8")


def _refuse_cure_move(folder: Path) -> None:
    _heading(f"3. 証拠のそろわない契約は進まない({_CURED})")
    officer = "担当者13"
    _type(["advance", _CURED], officer)
    _say("足りない証拠を記録します。そろえば、契約は動きます。")
    report = folder / "実地調査報告書.txt"
    report.write_text("令和6年12月2日 受託者事務所を調査した。保管庫は施錠、入退室の記録あり。適。\n", encoding="utf-8")
    amended = folder / "変更契約書.txt"
    amended.write_text("令和6年12月2日 参考様式R6.3.1の条文により変更契約を締結した。\n", encoding="utf-8")
    _type(
        ["attach", _CURED, "contract_amendment", *_sets(amended_on="R6.12.2", template_edition="R6.3.1"),
         *_sets(amendment_reason="条文の版を改めるため"), "--file", str(amended)],
        officer,
    )  # fmt: skip
    _type(
        ["attach", _CURED, "onsite_inspection", *_sets(inspected_on="R6.12.2", place="受託者事務所"),
         *_sets(inspected_by="担当者13", fit="適"), "--file", str(report)],
        officer,
    )  # fmt: skip
    _type(
        ["attach", _CURED, "inspection_plan", *_sets(prepared_on="R6.12.2", items="成果品・件数突合・誤混入の有無")],
        officer,
    )
    _type(["advance", _CURED], officer)


def _exception() -> None:
    _heading(f"4. 時がたって満たせない義務は、例外承認を記録に残して({_EXCEPTED})")
    words = ["override", "request", _EXCEPTED, "--rule", "S4-03", "--subcontract", "1", "--category", "incurable"]
    words += ["--reason", _REASON, "--document-no", "6医療第123号"]
    _type(words, "担当者04")
    _type(["override", "approve", f"{_EXCEPTED}-E1", "--confirm", _EXCEPTED], "担当者04")
    _say("担当者には承認できません。S4-03 を決裁できるのは、申請した人とは別の制度所管課の職員です。")
    _type(["override", "approve", f"{_EXCEPTED}-E1", "--confirm", _EXCEPTED], "財産活用課")


def _supervision(folder: Path) -> None:
    _heading("5. 止まっているものは、担当者から所属長へ、制度所管課へと上がる")
    _say(
        "初めて見つけた時にもう遅れているものは、担当者・係長から始めます。そろわなければ所属長へ、"
        "さらに7開庁日で制度所管課へ、その後は月に一度。宛先ごとに一日一通です。"
    )
    for day in _SWEPT:
        os.environ["LIFECYCLE_NOW"] = f"{day}T08:30:00+09:00"
        print(f"\n【{format_date(date.fromisoformat(day))} 8:30】")
        _type(["sweep"])
        _type(["deliver"], quiet=True)
        _reached(day)
    from notifications.plain import wrap

    path, mail = next((p, m) for p, m in _parsed(folder) if "期限超過" in m["Subject"] and "所属04" in m["Subject"])
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    print(f"\n送られたメール {len(_mails(folder))}通のうち所属長あての一通({path.name}):\n")
    print(f"  宛先 {mail['To']}\n{wrap(str(mail['Subject']), '  件名 ', '       ')}\n")
    print("\n".join(f"  {line}".rstrip() for line in text.splitlines()[:34]))
    print("  (以下略)")


def _reached(day: str) -> None:
    """Say which posts a run reached, by number of messages, and what went to Teams."""
    from lifecycle.app import open_app
    from lifecycle.post.topic import TopicKind, of_kind
    from lifecycle.records.tables import outbox

    app = open_app()
    with app.reading() as connection:
        rows = connection.execute(
            select(outbox.c.post, outbox.c.channel, func.count().label("n"))
            .where(outbox.c.period == date.fromisoformat(day), ~outbox.c.urgent, of_kind(TopicKind.DIGEST))
            .group_by(outbox.c.post, outbox.c.channel)
        ).all()
    counts = {(row.post, row.channel): row.n for row in rows}
    posts = (Role.OFFICER, Role.SECTION_CHIEF, Role.DIVISION_HEAD, Role.OVERSIGHT_OFFICE)
    told = [f"{post.label} {n}通" for post in posts if (n := counts.get((post, "mail")))]
    cards = sum(n for (_, channel), n in counts.items() if channel == "teams")
    print(f"  届いた先: {'、'.join(told) or 'なし'}" + (f"、Teams {cards}枚" if cards else ""))


def _parsed(folder: Path) -> list[tuple[Path, EmailMessage]]:
    return [(path, message_from_bytes(path.read_bytes(), policy=policy.default)) for path in _mails(folder)]


def _report(folder: Path) -> None:
    """Make the pages for those who never open a terminal."""
    _heading("7. 端末を開かない人のための頁")
    _type(["report", "-o", str(folder / "report")], shown="report -o report")


def _where(folder: Path) -> None:
    _heading("8. どこに何があるか")
    print(f"  フォルダー     {folder}")
    print("  データベース   lifecycle.db(記録は書き換えられない)")
    print("  メール・カード outbox/*.eml、*.json")
    print("  報告の頁       report/index.html(ブラウザで開く)")
    print("  証拠ファイル   evidence/")
    print("  設定           lifecycle.toml")
    print("\n続けて試すには、先に次を入力します:")
    print(f"  export PATH={Path(sys.executable).parent}:$PATH")
    print(f"  export LIFECYCLE_HOME={folder}")
    print(f"  export LIFECYCLE_NOW={_SWEPT[-1]}T09:00:00+09:00")
    print(f"  export {' '.join(f'{name}=file:' for name in _WEBHOOKS)}")
    print(f"  lifecycle why {_EXCEPTED}")
    print(f"  lifecycle history {_CURED}")
    print("  lifecycle verify")
    print("\nブラウザで使うには、次を入力し、出てくるアドレスを開きます:")
    program, moment = Path(sys.executable).parent / "lifecycle", f"{_SWEPT[-1]}T09:00:00+09:00"
    print(f"  LIFECYCLE_HOME={folder} LIFECYCLE_NOW={moment} {program} web --trial")


def _sets(**fields: str) -> list[str]:
    return [word for name, value in fields.items() for word in ("--set", f"{name}={value}")]


def _heading(text: str) -> None:
    print(f"\n━━ {text} " + "━" * 4)


def _say(text: str) -> None:
    from notifications.plain import wrap

    print(wrap(text))


def _type(words: Sequence[str], actor: str = "", *, shown: str = "", quiet: bool = False) -> int:
    """Show a command and run it through the same door; gives its exit code, because a refusal is part of the story."""
    from lifecycle.cli.main import run
    from notifications.plain import wrap

    typed = shown or " ".join(_short(word) for word in words)
    who = f"({actor}) " if actor else ""
    print("\n" + wrap(f"lifecycle {typed}", f"{who}$ ", "    "))
    sys.stdout.flush()
    code = 0
    kept = sys.stdout
    try:
        if quiet:
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - closed below
        run([*words, *(["--actor", actor] if actor else [])])
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        if quiet:
            sys.stdout.close()
            sys.stdout = kept
    sys.stderr.flush()
    if code:
        print(f"(終了コード {code})")
    return code


def _short(word: str) -> str:
    """A word of a command as it is shown: a path by its name, a text with blanks in quotes."""
    if word.startswith("/"):
        return Path(word).name
    return f'"{word}"' if " " in word or "、" in word else word
