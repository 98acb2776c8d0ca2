"""`web`: serves the register in a browser."""

from typing import Annotated

from cyclopts import Parameter

from config.errors import Exit, SetupError

_NEEDED = ("starlette", "uvicorn", "python_multipart")
ADDRESS, PORT = "127.0.0.1", 8765


def web(
    *,
    trial: Annotated[bool, Parameter(negative="", help="試用: 人を選んでサインインする(試用の環境だけ)")] = False,
    address: Annotated[str, Parameter(help="待ち受けるアドレス")] = ADDRESS,
    port: Annotated[int, Parameter(help="待ち受けるポート")] = PORT,
) -> None:
    """登録簿をブラウザで使えるようにする。サインインの方法は lifecycle.toml の [web]。止めるときは Ctrl-C。"""
    import os

    _must_be_installed()
    from lifecycle.web.serving import listening, opened_for_many, serve, sign_in_of

    app = opened_for_many()
    if app.trial and not trial and not app.settings.web.sign_in:
        raise SetupError("試用の環境です。--trial を付けると、人を選んで始められます。")
    gate = sign_in_of(app, os.environ, trial=trial)
    listener = listening(address, port)
    place = app.settings.web.url or f"http://{address}:{listener.getsockname()[1]}"
    print(f"{place}/ を開いてください。止めるときは Ctrl-C。", flush=True)
    if not serve(app, gate, listener):
        raise SystemExit(Exit.SETUP)


def _must_be_installed() -> None:
    """Raises SetupError where the program was installed without what serves pages."""
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in _NEEDED):
        raise SetupError('ブラウザで使うための部品が入っていません。pip install "lifecycle[web]" で入れてください。')
