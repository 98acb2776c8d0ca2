"""`web`: serves the register in a browser."""

from typing import Annotated

from cyclopts import Parameter

from config.errors import UsageError

ADDRESS, PORT = "127.0.0.1", 8765


def web(
    *,
    trial: Annotated[bool, Parameter(help="試用: 人を選んでサインインする(試用の環境だけ)")] = False,
    address: Annotated[str, Parameter(help="待ち受けるアドレス")] = ADDRESS,
    port: Annotated[int, Parameter(help="待ち受けるポート")] = PORT,
) -> None:
    """登録簿をブラウザで使えるようにする。止めるときは Ctrl-C。"""
    import uvicorn

    from lifecycle.app import open_app
    from lifecycle.web.application import application

    app = open_app(via="web")
    if not trial:
        raise UsageError("サインインの方法が設定されていません。試すときは --trial を付けてください(試用の環境だけ)。")
    if not app.trial:
        raise UsageError("--trial は、試用の環境(lifecycle init --trial、lifecycle demo)だけで使えます。")
    print(f"http://{address}:{port}/ を開いてください。止めるときは Ctrl-C。")
    uvicorn.run(application(app), host=address, port=port, proxy_headers=False, log_level="warning", access_log=False)
