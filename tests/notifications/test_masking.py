"""Promises about what is never shown."""

import pytest

from notifications.masking import mask_text, mask_url, secrets_of


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "mailto://user:秘密@mail.example.jp:587?mode=starttls",
            "mailto://user:****@mail.example.jp:587?mode=starttls",
        ),
        ("mailtos://user:p%40ss@mail.example.jp", "mailtos://user:****@mail.example.jp"),
        ("mailto://user:p@s/s:w@mail.example.jp", "mailto://****"),
        ("mailto://mail.example.jp?pass=p@ss&mode=ssl", "mailto://****"),
        ("mailto://mail.example.jp?token=abc&mode=ssl", "mailto://mail.example.jp?token=****&mode=ssl"),
        ("mailto://mail.example.jp:25", "mailto://mail.example.jp:25"),
        ("https://example.jp/workflows/abc?sig=secret", "https://example.jp/****"),
        ("workflows://example.jp:443/abc/secret/", "workflows://example.jp:443/****"),
        ("file:///var/outbox", "file:///var/outbox"),
    ],
)
def test_a_setting_is_shown_without_its_secret(url: str, shown: str) -> None:
    """Passwords and the paths of webhooks are hidden; who and where stay readable, unless that is unclear."""
    assert mask_url(url) == shown


def test_a_secret_is_found_in_every_spelling() -> None:
    """Logs repeat a password as typed, decoded, quoted or in base64."""
    secrets = secrets_of("mailto://user:p%40ss%2Fw@mail.example.jp")
    log = "p%40ss%2Fw p@ss/w cEBzcy93 AHVzZXIAcEBzcy93 p%40ss/w"
    assert mask_text(log, secrets) == "**** **** **** **** ****"
    assert secrets_of("mailto://mail.example.jp") == ()


@pytest.mark.parametrize(
    "url",
    [
        "workflows://example.jp:443/0a1b2c/S-i_g/",
        "https://example.jp/workflows/0a1b2c/triggers/manual/paths/invoke?api-version=1&sv=1.0&sig=S-i_g",
        "https://example.jp/powerautomate/automations/direct/cu/17/workflows/0a1b2c/triggers/manual/paths/invoke?sig=S-i_g",
    ],
)
def test_of_a_webhook_the_workflow_and_the_signature_are_secret(url: str) -> None:
    """Whoever knows both may post; the words of the way and the version are no secrets."""
    log = "POST /workflows/0a1b2c/triggers/manual/paths/invoke?api-version=1&sig=S-i_g; later sig=other"
    shown = mask_text(log, secrets_of(url))
    assert shown == "POST /workflows/****/triggers/manual/paths/invoke?api-version=1&sig=****; later sig=****"


def test_a_cause_names_no_recipient() -> None:
    """What is stored of a failure carries no address, whatever the server said."""
    text = mask_text("{'head12@example.jp': (550, b'<head12@example.jp>: no such\nuser')}", ())
    assert text == "{'〈宛先〉': (550, b'<〈宛先〉>: no such user')}"
    assert len(mask_text("長" * 1000, ())) == 400
