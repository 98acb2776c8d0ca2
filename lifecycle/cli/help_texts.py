"""How help texts are shown: as the library lays them out, each text in the words of the place."""

from typing import TYPE_CHECKING, Any

from config.place import said_here

if TYPE_CHECKING:
    from cyclopts.help import HelpPanel


class LocalHelp:
    """The library's own layout of help, its texts worded when they are shown: a command need not do it itself."""

    def __call__(self, console: Any, options: Any, panel: "HelpPanel") -> None:
        """Show one panel: the commands, or the options and arguments."""
        from cyclopts.help import DefaultFormatter

        for entry in panel.entries:
            _word(entry.description)
        DefaultFormatter()(console, options, panel)

    def render_usage(self, console: Any, options: Any, usage: Any) -> None:
        """Show the line of usage, which is typed and not read."""
        from cyclopts.help import DefaultFormatter

        DefaultFormatter().render_usage(console, options, usage)

    def render_description(self, console: Any, options: Any, description: Any) -> None:
        """Show what is said of the command as a whole."""
        from cyclopts.help import DefaultFormatter

        _word(description)
        DefaultFormatter().render_description(console, options, description)


def _word(shown: Any) -> None:
    """Put a text of help into the words of the place."""
    own: Any = getattr(shown, "primary_renderable", None)
    if isinstance(text := getattr(own, "plain", None), str):
        shown.primary_renderable = type(own)(said_here(text), end=own.end)
