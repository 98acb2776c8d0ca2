"""What a circular brings to the rules of an installation: published beside its pack, or withdrawn before its day."""

from collections.abc import Mapping
from datetime import date

from config.wareki import format_date
from lifecycle.records.events.shapes import Body, event, free_text, shape


@shape
class OfRules(Body):
    """Something about rule data that stands beside the pack: its name and its number."""

    name: str
    number: int

    @property
    def told(self) -> str:
        """The event in one sentence."""
        raise NotImplementedError


@event("rules_published", "規程データの公布")
class RulesPublished(OfRules):
    """A folder of rule data was published beside the pack, as texts by the names of its files.

    `first_on` is the first day on which something of it holds.
    """

    files: Mapping[str, str]
    first_on: date | None = None

    @property
    def told(self) -> str:
        """The event in one sentence."""
        return f"規程データ「{self.name}」を公布した" + (f"({format_date(self.first_on)}から)" if self.first_on else "")


@event("rules_withdrawn", "規程データの取下げ")
class RulesWithdrawn(OfRules):
    """What was published with that name and number is no part of the rules any more; it never held on any day."""

    reason: str = free_text()

    @property
    def told(self) -> str:
        """The event in one sentence."""
        return f"規程データ「{self.name}」を取り下げた"
