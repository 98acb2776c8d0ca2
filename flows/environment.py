"""The environment in which Prefect is started: quiet, reporting to nobody, its files in a private folder of ours."""

import os
from collections.abc import MutableMapping

from config.errors import SetupError
from lifecycle.app import home_folder

API_VARIABLE = "PREFECT_API_URL"

_SETTINGS = {
    # Nothing is told to the maker of Prefect.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # A hidden server of its own would take 12 s, lose runs and leave tracebacks.
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    # The server's pages fetch no advertising.
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # What a run says goes to the server; on the terminal we speak ourselves.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
}


def has_server(environment: MutableMapping[str, str] = os.environ) -> bool:
    """Whether this installation works with a Prefect server."""
    return bool(environment.get(API_VARIABLE))


def require_url(environment: MutableMapping[str, str] = os.environ) -> None:
    """Raises SetupError where no Prefect server is named, or where the address named is not a valid one."""
    url = environment.get(API_VARIABLE, "")
    example = f"例 {API_VARIABLE}=http://127.0.0.1:4200/api"
    if not url:
        raise SetupError(f"{API_VARIABLE} がありません。登録先の Prefect サーバーを指定してください({example})。")
    if not url.startswith(("http://", "https://")):
        raise SetupError(f"{API_VARIABLE} がアドレスとして読めません。http:// か https:// で始まる形です({example})。")


def prepare(environment: MutableMapping[str, str] = os.environ) -> None:
    """Set Prefect's variables, where nobody has set them, and make its folder 0700. Before prefect is imported.

    Its folder keeps flow parameters readable for the group by default: therefore a private one, and dates only.
    """
    home = home_folder(environment)
    folder = home / "prefect"
    for name, value in {**_SETTINGS, "PREFECT_HOME": str(folder)}.items():
        environment.setdefault(name, value)
    if environment["PREFECT_HOME"] == str(folder):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
