"""The message that templates of the installation can't be used, and that messages leave in the product's own words."""

from dataclasses import dataclass
from datetime import date

from config.wareki import format_date
from notifications.words import Lines


@dataclass(frozen=True, slots=True)
class TemplateNotice:
    """The templates that can't be used, each by its file's name with its problem."""

    faults: tuple[tuple[str, str], ...]
    on: date

    def top(self) -> Lines:
        """The lines at the top: what is wrong, what became of the messages, what to do."""
        names = "、".join(name for name, _ in self.faults)
        return (
            ("何が", f"文面のひな形を使えません({names}、{format_date(self.on)})。"),
            ("影響", "連絡は、この仕組みの文面で作りました。止めていません。"),
            ("対応", "ひな形を直すか取り除き、lifecycle doctor で確かめてください。"),
        )
