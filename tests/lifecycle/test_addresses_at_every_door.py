"""No door takes a mail address that no server takes; one that stands on record from earlier counts as none."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from command_line import CommandLine, Rows, write_ledger
from installation import ADMIN, BEFORE, FOR_PERFORMING, HEAD, OFFICE, OVERSIGHT, Installation, a_contract, hand_in
from supervised import supervised

from config.errors import RuleDataError, UsageError
from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.post.contacts import Reach, address_of
from lifecycle.post.recipients import Recipient
from lifecycle.usecases.divisions import draft_division
from lifecycle.usecases.home_checks import Check
from lifecycle.usecases.importing import Imported, LedgerRejected, import_ledger
from lifecycle.usecases.installation import examine
from lifecycle.usecases.staff import assign, posts
from lifecycle.usecases.work import working

FAULTY = {
    "kacho@example.lg.jp、kakari@example.lg.jp": "2件以上",
    "kacho@example.lg.jp\nkakari@example.lg.jp": "2件以上",
    "kacho@example.lg.jp\r\nBcc: kakari": "改行",
    "なし": "@ がありません",
    "－": "@ がありません",
    "未定": "@ がありません",
    "kacho@example.lg.jp.": "点",
    "ka..cho@example.lg.jp": "点",
    "ka cho@example.lg.jp": "空白",
    "kacho@例え.jp": "xn--",
    "kacho@kencho": "途中",
}
"""What people write for an address that is none, and the word of the refusal that names it."""
FULL_WIDTH = "ｋａｃｈｏ＠example.lg.jp"
HEADS = Recipient(OFFICE, Role.DIVISION_HEAD.value)
MAILS = ("担当者メール", "係長メール", "所属長メール", "代理メール")


def taken_in(app: App, folder: Path, **cells: str) -> Imported:
    """The result of an import of one row of the 所属 sheet."""
    book = write_ledger(folder / "台帳.xlsx", {"所属": [{"所属": OFFICE, **cells}]})
    return import_ledger(app, book)


def stored_as_it_is(home: Installation, **fields: str) -> None:
    """What an earlier version took in without looking at it."""
    with working(home.app(ADMIN, BEFORE)) as work:
        draft, _ = draft_division(work, OFFICE, {"name": OFFICE, **fields})
        assert draft
        work.record([draft])


def told_of(app: App, name: str) -> Check:
    """The check of that name."""
    return next(check for check in examine(app) if check.name == name)


@pytest.mark.parametrize(("written", "why"), FAULTY.items())
def test_the_ledger_is_refused_with_every_address_that_is_none(
    installation: Installation, tmp_path: Path, written: str, why: str
) -> None:
    """Row and column are named, what is wrong and what to write instead; not the address; nothing is recorded."""
    before = installation.count("journal")
    with pytest.raises(LedgerRejected) as caught:
        taken_in(installation.app(OVERSIGHT), tmp_path, **dict.fromkeys(MAILS, written))
    errors = caught.value.result.errors
    assert [(fault.row, fault.column) for fault in errors] == [(2, label) for label in MAILS]
    assert all(why in fault.expected and "空欄" in fault.expected for fault in errors)
    assert [word for word in ("kacho", "cho@") if word in str(caught.value)] == []
    assert installation.count("journal") == before


def test_a_full_width_address_is_taken_in_and_the_import_says_so(installation: Installation, tmp_path: Path) -> None:
    """Nothing else can be meant by it; a mail server would not take it as it is written."""
    said = taken_in(installation.app(OVERSIGHT), tmp_path, 所属長メール=FULL_WIDTH, 担当者メール="tanto@example.lg.jp")
    assert [(note.row, note.column) for note in said.respelled] == [(2, "所属長メール")]
    assert "半角に直して" in said.respelled[0].expected
    app = installation.app()
    with app.reading() as connection:
        assert address_of(app, connection, HEADS, app.today()) == "kacho@example.lg.jp"


@pytest.mark.parametrize(("written", "why"), FAULTY.items())
def test_nobody_is_put_in_a_post_with_an_address_that_is_none(
    installation: Installation, written: str, why: str
) -> None:
    """`staff assign` and the page share this: the fault is of the field, and nothing is recorded."""
    before = installation.count("journal"), installation.count("person")
    with pytest.raises(UsageError, match=why) as caught:
        assign(installation.app(HEAD), OFFICE, Role.OFFICER, "新任 花子", written)
    assert [fault.field for fault in caught.value.faults] == ["mail"]
    assert "kacho" not in str(caught.value)
    assert (installation.count("journal"), installation.count("person")) == before


@pytest.mark.parametrize(("written", "why"), FAULTY.items())
def test_the_settings_are_refused_with_every_address_that_is_none(
    installation: Installation, written: str, why: str
) -> None:
    """A desk's, the sender's and the one for answers, in one go; a machine's own name may be a sender's."""
    quoted = written.replace("\r", "").replace("\n", "\\n")
    installation.settings('sender = "lifecycle@localhost"', f'sender = "{quoted}"')
    installation.settings('reply_to = ""', f'reply_to = "{quoted}"')
    path = installation.home / "lifecycle.toml"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines = [f'"管理者" = "{quoted}"' if line.startswith('"管理者" =') else line for line in lines]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(RuleDataError) as caught:
        installation.app(ADMIN)
    places = {fault.place: fault.problem for fault in caught.value.faults}
    senders = set() if "kencho" in written else {"channels.sender", "channels.reply_to"}
    assert places.keys() == {"addresses.管理者", *senders}
    assert all(why in problem for problem in places.values())
    assert "kacho" not in str(caught.value)


def test_the_settings_take_full_width_and_a_display_name(installation: Installation) -> None:
    """Read in the one spelling in which they are sent."""
    installation.settings('sender = "lifecycle@localhost"', 'sender = "委託監督＜ｌｉｆｅ＠example.lg.jp＞"')
    assert installation.app(ADMIN).settings.channels.sender == "委託監督 <life@example.lg.jp>"


@pytest.mark.parametrize("written", [one for one in FAULTY if "\r" not in one])
def test_an_address_on_record_that_is_none_reaches_nobody_and_doctor_says_so(
    installation: Installation, written: str
) -> None:
    """The next step takes over, as for a post without one; who holds the post is asked for another."""
    stored_as_it_is(installation, division_head_mail=written)
    app = installation.app(ADMIN)
    with app.reading() as connection:
        assert address_of(app, connection, HEADS, app.today()) is None
        assert not Reach(app, connection, app.today()).reaches(HEADS)
    told = told_of(app, "メールアドレス")
    assert not told.fine
    assert f": {OFFICE} 所属長(" in told.detail
    assert FAULTY[written] in told.detail
    assert "kacho" not in told.detail
    held = {one.post: one.reachable for one in posts(app, OFFICE)}
    assert (held[Role.DIVISION_HEAD], held[Role.OFFICER]) == (False, True)


def test_a_deputy_is_reached_in_place_of_a_head_whose_address_is_none(installation: Installation) -> None:
    """As in place of a head without any."""
    stored_as_it_is(installation, division_head_mail="なし", deputy="広報課代理", deputy_mail="dairi@example.lg.jp")
    app = installation.app(ADMIN)
    with app.reading() as connection:
        assert address_of(app, connection, HEADS, app.today()) == "dairi@example.lg.jp"


def test_the_step_above_is_told_at_once_where_a_heads_address_is_none(installation: Installation) -> None:
    """Of two addresses in a cell the first was mailed, as if both had been; the copy says whom it did not reach."""
    a_contract(installation.app(now=BEFORE))
    hand_in(installation.app(now=BEFORE), *(kind for kind in FOR_PERFORMING if kind != "checklist"))
    stored_as_it_is(installation, division_head_mail="a@example.jp、b@example.jp")
    for day in range(22, 31):
        supervised(installation.app(ADMIN, f"2024-04-{day}"))
    rows = installation.rows("SELECT period, post, body FROM outbox WHERE topic LIKE 'digest%' ORDER BY id")
    told = {str(row.post): row for row in rows}
    assert Role.DIVISION_HEAD.value not in told
    assert str(told[Role.OVERSIGHT_OFFICE.value].period) == "2024-04-24"
    assert "所属長に届いていないため" in "".join(told[Role.OVERSIGHT_OFFICE.value].body.split())
    (gap,) = installation.rows("SELECT body FROM outbox WHERE topic LIKE 'gaps%'")
    assert f"{OFFICE} 所属長" in gap.body
    assert "example.jp" not in gap.body


def test_doctor_looks_at_addresses_that_hold_from_a_later_day(installation: Installation) -> None:
    """An appointment of 1 April is found wanting in March, when there is time; a contract makes the gap one."""
    a_contract(installation.app())
    later = {"officer": "新任 花子", "officer_mail": "a@example.jp b@example.jp", "effective_on": "2025-04-01"}
    stored_as_it_is(installation, **later)
    app = installation.app(ADMIN)
    told = told_of(app, "メールアドレス")
    assert f"{OFFICE} 担当者〔R7.4.1から〕(アドレスが2件以上あります)" in told.detail
    assert told_of(app, "担当者・係長への連絡").fine
    assert not told_of(installation.app(ADMIN, "2025-03-28"), "担当者・係長への連絡").fine


def test_doctor_counts_what_is_read_as_half_width(installation: Installation) -> None:
    """It reaches the post, so it is no fault; it is told."""
    stored_as_it_is(installation, division_head_mail=FULL_WIDTH)
    told = told_of(installation.app(ADMIN), "メールアドレス")
    assert told.fine
    assert "1件は、全角の文字を半角に直して使う" in told.detail


@pytest.mark.parametrize(
    ("mail", "sender", "fine"),
    [
        ("mailto://mail.example.lg.jp:25", "lifecycle@localhost", False),
        ("mailto://mail.example.lg.jp:25", "委託監督 <lifecycle@server1>", False),
        ("mailto://mail.example.lg.jp:25", "lifecycle@example.lg.jp", True),
        ("mailto://127.0.0.1:25", "lifecycle@localhost", True),
        ("file:", "lifecycle@localhost", True),
    ],
)
def test_doctor_tells_of_a_sender_that_only_this_machine_knows(
    installation: Installation, mail: str, sender: str, fine: bool
) -> None:
    """Answers and notices of failure would go to nobody, and many a server refuses such a mail."""
    installation.settings('mail = "file:"', f'mail = "{mail}"')
    installation.settings('sender = "lifecycle@localhost"', f'sender = "{sender}"')
    assert told_of(installation.app(ADMIN), "差出人").fine is fine


def test_settings_saved_by_an_editor_of_windows_are_read(installation: Installation) -> None:
    """A byte order mark in front, also two of them, and line ends of Windows."""
    path = installation.home / "lifecycle.toml"
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
    for marks in ("\ufeff", "\ufeff\ufeff"):
        path.write_bytes((marks + text).encode("utf-8"))
        assert installation.app(ADMIN).settings.channels.sender == "lifecycle@localhost"


def test_the_commands_say_that_full_width_is_read_as_half_width(
    sample: CommandLine, ledger: Callable[[Mapping[str, Rows]], str]
) -> None:
    """On standard error, without the address; `--json` names the cell; a fault ends with 2 and names the field."""
    office = {"所属": OFFICE, "担当者": "甲", "担当者メール": FULL_WIDTH}
    said = sample("import", ledger({"所属": [office]}), actor=OVERSIGHT)
    assert "全角の文字を半角に直して読んだ宛先 1件" in said.err
    again = sample("import", ledger({"所属": [office]}), "--json", actor=OVERSIGHT).json
    assert [(one["row"], one["column"]) for one in again["respelled"]] == [(2, "担当者メール")]
    put = ("staff", "assign", OFFICE, "係長", "--name", "丁", "--mail")
    said = sample(*put, FULL_WIDTH, actor=OVERSIGHT)
    assert (said.code, "半角に直して" in said.err, "kacho" in said.out + said.err) == (0, True, False)
    refused = sample(*put, "a@example.jp、b@example.jp", "--json", actor=OVERSIGHT)
    assert refused.code == 2
    assert [fault["field"] for fault in refused.json["error"]["faults"]] == ["mail"]
