"""The entry of the command line: commands by name, loaded when they are called, and the exit code of an error."""

import os
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError

from config.errors import LifecycleError
from config.place import said_here, speak_as_home
from lifecycle.cli.application import application
from lifecycle.cli.commands import COMMANDS, GROUPS
from lifecycle.cli.failures import close_quietly, interrupted, of_the_world, unreadable_word
from lifecycle.cli.output import ACTOR_FLAG, JSON_FLAG, prepare_streams, show_json, talk
from lifecycle.cli.parted import PARTED, with_parts
from lifecycle.cli.streams import guarded
from lifecycle.cli.trial_home import say_if_trial
from lifecycle.cli.wording import error_document, worded
from lifecycle.cli.wrong_words import in_japanese

_OTHERS_WRITE = "ほかの人が書き込み中です。順番が来るまで待っています…"


def build(asked: Sequence[str] = ()) -> App:
    """The application with every command by import string; the command asked about keeps its own, longer help."""
    app = application("lifecycle", "個人情報取扱い業務委託の監督 — 証拠がそろうまで契約を先へ進めない。")
    for name, (target, text) in COMMANDS.items():
        app.command(f"lifecycle.{target}", name=name, help=_short(text, asked, name))
    for name, (title, members) in GROUPS.items():
        group = App(name=name, help=said_here(title), help_format="plaintext")
        for member, (target, text) in members.items():
            group.command(f"lifecycle.{target}", name=member, help=_short(text, asked, name, member))
        app.command(group)
    for name, parted in PARTED.items():
        app.command(with_parts(name, parted, asked, _short))
    return app


def _told_of_commands() -> dict[str, str]:
    """Every command as it is typed, with what is said of it."""
    told = {name: text for name, (_, text) in COMMANDS.items()}
    for name, parted in PARTED.items():
        told |= {name: parted.text} | {f"{name} {part}": text for part, (_, text) in parted.parts.items()}
    for name, (title, members) in GROUPS.items():
        told |= {f"{name} {member}": said_here(f"{title} {text}") for member, (_, text) in members.items()}
    return told


def _short(text: str, asked: Sequence[str], *path: str) -> str | None:
    return None if tuple(asked[: len(path)]) == path else said_here(text)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    words = _command_first(list(sys.argv[1:] if arguments is None else arguments))
    as_json = JSON_FLAG in words
    prepare_streams(as_json=as_json)
    if not sys.stderr.isatty():
        with guarded():
            _run(words, as_json=as_json)
        return
    from lifecycle.cli.meter import shown_on

    with shown_on(sys.stderr) as clear, guarded(clear):
        _run(words, as_json=as_json)


def _run(words: list[str], *, as_json: bool) -> None:
    try:
        _answer(words)
        sys.stdout.flush()
    except LifecycleError as error:
        _fail(error, as_json=as_json)
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            talk("")  # The terminal has shown ^C; the answer stands on a line of its own.
        _fail(interrupted(), as_json=as_json)
    except Exception as error:
        _fail(of_the_world(error), as_json=as_json)
    finally:
        say_if_trial()


def _answer(words: list[str]) -> None:
    """Do what the words of the call say. Raises LifecycleError, UsageError for words that can't be understood."""
    if unreadable := unreadable_word(words):
        raise unreadable
    if words[:1] == ["attach"]:
        from lifecycle.cli.evidence import answer_kind_help

        if answer_kind_help(words[1:]):
            return
    from lifecycle.records.turnstile import told_of_waiting

    speak_as_home(os.environ)
    try:
        with told_of_waiting(lambda: talk(_OTHERS_WRITE)):
            build(words)(words, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        raise in_japanese(error, _told_of_commands()) from None
    except SystemExit:
        sys.stdout.flush()
        raise


def _command_first(words: list[str]) -> list[str]:
    """The words of the call with --json and --actor put behind the command, wherever they were typed."""
    ahead = 0
    while ahead < len(words) and words[ahead].startswith((JSON_FLAG, ACTOR_FLAG)):
        ahead += 2 if words[ahead] == ACTOR_FLAG else 1
    return [*words[ahead:], *words[:ahead]]


def _fail(error: LifecycleError, *, as_json: bool) -> None:
    result = getattr(error, "document", None)
    try:
        if as_json:
            show_json(result or error_document(error))
        else:
            talk(worded(error))
        sys.stdout.flush()
    except OSError:
        close_quietly()
    raise SystemExit(error.exit_code)
