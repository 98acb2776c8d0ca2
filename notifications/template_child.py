"""The child process that renders an installation's templates in jinja's sandbox, one request after another.

Run as `python -m notifications.template_child FOLDER BUSY WAIT`: a request is a pickled (words of the place, name,
values) of our parent, an answer JSON with the text or the fault; each is preceded by its length. Where the system can,
memory, files and the time of each request are limited here as well, so that a child whose parent has died ends too.
"""

import json
import pickle
import struct
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from config.place import speak_as

if TYPE_CHECKING:
    from jinja2 import Environment

_LENGTH = struct.Struct(">I")
_LONGEST_ANSWER = 8 << 20
_LONGEST_TEXT = 1_000_000
_MEGABYTES = 1024


def framed(content: bytes) -> bytes:
    """The content behind its length."""
    return _LENGTH.pack(len(content)) + content


def frame_of(stream: IO[bytes]) -> bytes | None:
    """The next content of a stream; None where it ended, or claims to be longer than anything we send."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length) if length <= _LONGEST_ANSWER else b""
    return content if len(content) == length else None


def main() -> None:
    """Answer until the parent has nothing more to ask."""
    environment = _sandbox(Path(sys.argv[1]))
    _limit()
    out = sys.stdout.buffer
    out.write(framed(b"{}"))
    out.flush()
    while (request := frame_of(sys.stdin.buffer)) is not None:
        _alarm(float(sys.argv[2]), float(sys.argv[3]))
        words, name, values = pickle.loads(request)  # noqa: S301 - written by our own parent
        speak_as(words)
        out.write(framed(json.dumps(_answer(environment, name, values)).encode()))
        out.flush()
        _alarm(0, 0)


def _answer(environment: "Environment", name: str, values: dict[str, Any]) -> dict[str, str]:
    """The text of a template, or what is wrong with it."""
    from jinja2 import TemplateError, TemplateSyntaxError
    from jinja2.exceptions import SecurityError

    try:
        return {"text": _text(environment, name, values)}
    except TemplateSyntaxError as error:
        return {"fault": f"{error.lineno}行: 書き方に誤りがあります: {error.message}"}
    except SecurityError as error:
        return {"fault": f"ひな形に許されていないことをしています: {error}"}
    except TemplateError as error:
        return {"fault": f"文面のひな形を使えません: {error}"}
    except RecursionError:
        return {"fault": "自分自身を取り込み続けています"}
    except MemoryError:
        return {"fault": "使えるメモリを超えます"}
    except Exception as error:
        # Whatever a template's own arithmetic trips over, the template is at fault; the message says so in Japanese.
        return {"fault": f"文面のひな形を使えません: {type(error).__name__}: {error}"}


def _text(environment: "Environment", name: str, values: dict[str, Any]) -> str:
    length, pieces = 0, []
    for piece in environment.get_template(name).generate(**values):
        length += len(piece)
        if length > _LONGEST_TEXT:
            raise ValueError(f"{_LONGEST_TEXT:,}字を超えます")
        pieces.append(piece)
    if not (text := "".join(pieces)).strip():
        raise ValueError("何も書かれません")
    return text


def _sandbox(folder: Path) -> "Environment":
    """The installation's templates before ours, in a sandbox: they see values, change nothing and reach nothing."""
    from jinja2 import ChoiceLoader, FunctionLoader, StrictUndefined, select_autoescape
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from config.local_templates import local_source
    from notifications.filters import fitted_out
    from notifications.template_files import TEMPLATES, plain_source

    own = FunctionLoader(partial(plain_source, folder))
    return fitted_out(
        ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([own, FunctionLoader(local_source(TEMPLATES))]),
            undefined=StrictUndefined,
            autoescape=select_autoescape(("html", "html.j2"), default=False),
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=0,
        )
    )


def _limit() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_MEGABYTES << 20, _MEGABYTES << 20))


def _alarm(busy: float, seconds: float) -> None:
    """End this process after so many seconds of the processor, or when nobody can be waiting any more; 0 for never."""
    with suppress(ImportError, AttributeError):
        import signal

        signal.setitimer(signal.ITIMER_VIRTUAL, busy)
        signal.alarm(int(seconds + 2) if seconds else 0)


if __name__ == "__main__":
    main()
