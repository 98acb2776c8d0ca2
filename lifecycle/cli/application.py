"""An application of cyclopts whose help texts are headed in Japanese, as every command of the project shows them."""

from cyclopts import App, Parameter

from lifecycle.cli.help_texts import LocalHelp


def application(name: str, told: str) -> App:
    """An application without commands: `--help` and `--version` explained, the parts of a help text headed."""
    app = App(
        name=name,
        help=told,
        default_parameter=Parameter(negative=(), show_default=False),
        version_flags=["--version"],
        help_format="plaintext",
        help_formatter=LocalHelp(),
        group_commands="命令",
        group_parameters="指定",
        group_arguments="引数",
        suppress_keyboard_interrupt=False,
    )
    app["--help"].help, app["--version"].help = "説明を示す", "版を示す"
    return app
