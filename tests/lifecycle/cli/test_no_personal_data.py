"""Names, addresses and numbers of persons appear in no listing, no JSON, no message and no mail's text.

Decided here: `contract show` on a screen is the one place that shows contacts, by design. `history` (and the journal's
JSON) name the actor who did something, as does `override show --json` with who asked and who decided: that is who
answers for it, not what a form says of a person. A mail's To is where it goes; its subject and text name posts only.
The sample uses 担当者12 or 所属長 as names; bare posts (検査員, 所属長, 受託責任者) name nobody and are not looked for.
"""

import re
from email import message_from_bytes, policy

import pytest
from command_line import INCURABLE, OFFICER, OVERSIGHT, REQUEST, CommandLine, cure

PERSONS = re.compile(
    r"(?:担当者|係長|所属長|代理)\d\d|受託責任者|@pref\.example\.jp|(?<![0-9A-Za-z-])0\d{1,3}-\d{2,4}-\d{4}(?![0-9A-Za-z-])"
)

QUESTIONS = [
    ("contract", "list"),
    ("contract", "list", "--json"),
    ("contract", "list", "--as-of", "R6.6.30", "--json"),
    ("contract", "show", "R6-0012", "--json"),
    ("contract", "show", "R5-0013", "--json"),
    ("why", "R6-0012"),
    ("why", "R6-0012", "--to", "完了", "--json"),
    ("why", INCURABLE, "--to", "完了"),
    ("advance", "R6-0012", "--dry-run"),
    ("due",),
    ("due", "--json"),
    ("tables", "--as-of", "2024-11-26"),
    ("tables", "--as-of", "2024-11-26", "--json"),
    ("tables", "--as-of", "2024-11-26", "--drill", "5"),
    ("rules", "list", "--json"),
    ("rules", "show", "S2-04"),
    ("verify", "--json"),
    ("doctor",),
    ("doctor", "--json"),
    ("seal", "--json"),
    ("sweep", "--json"),
    ("deliver", "--dry-run", "--json"),
    ("deliver", "--json"),
    ("override", "list"),
    ("override", "show", f"{INCURABLE}-E1"),
    ("subcontract", "list", "R6-0012"),
    ("subcontract", "list", "R6-0012", "--json"),
    ("attach", "R6-0012", "emergency_contact", "--set", "confirmed_on=きのう"),
    ("attach", "R6-0012", "checklist", "--set", "received_on=R6.4.18", "--set", "manager_name="),
]


def test_no_answer_holds_a_persons_name_number_or_address(sample: CommandLine) -> None:
    """semantics §9; the actor is the operating-system user or the office's own officer, declared outside the answer."""
    cure(sample)
    sample(*REQUEST, actor="担当者04")
    sample("override", "approve", f"{INCURABLE}-E1", "--confirm", INCURABLE, actor=OVERSIGHT)
    for words in QUESTIONS:
        acting = words[0] in ("advance", "attach")
        said = sample(*words, actor=OFFICER if acting else "")
        assert said.out + said.err
        found = PERSONS.search(said.out + said.err)
        assert found is None, (words, found)


def test_the_history_names_the_actor_and_nobody_else(sample: CommandLine) -> None:
    """What a form says of persons is there by reference, with a salted hash."""
    cure(sample)
    for event in sample("history", "R6-0012", "--json").json:
        assert PERSONS.search(str(event["content"])) is None
    told = sample("history", "R6-0012").out.replace(f"担当者 {OFFICER}", "")
    assert PERSONS.search(told) is None


def test_no_mail_names_a_person_in_subject_or_text(sample: CommandLine) -> None:
    """The outbox holds posts; addresses are looked up when a mail leaves."""
    sample(*REQUEST, actor="担当者04")
    sample("override", "approve", f"{INCURABLE}-E1", "--confirm", INCURABLE, actor=OVERSIGHT)
    sample("sweep")
    sample("deliver")
    mails = sorted((sample.home / "outbox").glob("*.eml"))
    assert len(mails) == 43
    for path in mails:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        assert body is not None
        assert PERSONS.search(mail["Subject"] + body.get_content()) is None
        assert len(list(mail.walk())) == 1


@pytest.mark.parametrize("words", [("contract", "show", "R5-0013")])
def test_the_one_screen_that_needs_contacts_shows_them(asking: CommandLine, words: tuple[str, ...]) -> None:
    """semantics §9 and the page's own docstring: who works with a contract must be able to call."""
    assert PERSONS.search(asking(*words).out)
