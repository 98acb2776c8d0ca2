"""An installation's own templates: looked at, then rendered in a child process in jinja's sandbox under a deadline.

Whoever may write a template must not thereby run a program, read a file or hold up a run that holds the database's
write lock. A template at fault costs its deadline once in a process; after that it is left alone until it is changed.
"""

import atexit
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import notifications
from config.place import here
from config.unseen import visible_line
from notifications import template_child
from notifications.template_files import fault_of

_PATIENCE, _START = 2.0, 60.0
"""Seconds of the processor that one rendering may take, and seconds that the child may take to begin."""
_WAIT = 30.0 if hasattr(signal, "setitimer") else _PATIENCE
"""Seconds for which one answer is waited for: on a busy machine they pass while the child has no processor."""

_KEPT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LANG", "TEMP", "TMP")


class TemplateUnusable(Exception):  # noqa: N818 - names what the template is
    """Raised where a template of the installation can't be used: it holds the template's name and the problem."""

    def __init__(self, name: str, problem: str) -> None:
        self.name, self.problem = name, visible_line(problem)[:300]
        super().__init__(f"{name}: {self.problem}")


class OwnTemplates:
    """The templates of one folder, with the child that renders them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._at_fault: dict[str, tuple[tuple[object, ...], str]] = {}
        atexit.register(self.close)

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """The text that a template gives with these values. Raises TemplateUnusable."""
        state = _state(self._folder)
        with self._lock:
            known, problem = self._at_fault.get(name, ((), ""))
            if known == state:
                raise TemplateUnusable(name, problem)
            try:
                if fault := fault_of(self._folder):
                    raise TemplateUnusable(name, fault)
                return self._asked(name, values)
            except TemplateUnusable as fault:
                self._at_fault[name] = (state, fault.problem)
                raise

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def _asked(self, name: str, values: Mapping[str, object]) -> str:
        request = pickle.dumps((here(), name, dict(values)))
        if self._child is None:
            self._child = _started(self._folder)
            if self._answer(self._child, b"", _START) is None:
                self.close()
                raise TemplateUnusable(name, "ひな形を読む処理を始められません")
        answer = self._answer(self._child, request, _WAIT)
        if answer is None:
            self.close()
            raise TemplateUnusable(name, f"{_PATIENCE:.0f}秒以内に終わらないか、使えるメモリを超えます")
        told = json.loads(answer)
        if "fault" in told:
            raise TemplateUnusable(name, str(told["fault"]))
        return str(told["text"])

    def _answer(self, child: "subprocess.Popen[bytes]", request: bytes, seconds: float) -> bytes | None:
        """The child's answer; None where it gave none in time. A child that is late is ended."""
        timer = threading.Timer(seconds, child.kill)
        timer.start()
        try:
            assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - both are pipes
            with suppress(OSError):
                if request:
                    child.stdin.write(template_child.framed(request))
                    child.stdin.flush()
                return template_child.frame_of(child.stdout)
            return None
        finally:
            timer.cancel()


def _started(folder: Path) -> "subprocess.Popen[bytes]":
    """The child, with nothing of the environment that could be a secret."""
    command = [sys.executable, "-m", template_child.__name__, str(folder.absolute()), str(_PATIENCE), str(_WAIT)]
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    root = Path(notifications.__file__).parent.parent
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, cwd=root, env=kept)


def _state(folder: Path) -> tuple[object, ...]:
    """What tells a folder that was changed from one that was not."""
    try:
        entries = [(entry.name, entry.stat(follow_symlinks=False)) for entry in os.scandir(folder)]
    except OSError:
        return (str(folder),)
    return (str(folder), *sorted((name, one.st_mtime_ns, one.st_size, one.st_ino) for name, one in entries))


@cache
def templates_of(folder: Path) -> OwnTemplates:
    """The templates of a folder; their child is started once in a process."""
    return OwnTemplates(folder)
