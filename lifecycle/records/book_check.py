"""Whether what was judged was judged by rule data that was released, or published here by those who may."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from config.loader import ADDED, pack_in
from config.released import PackFiles, digest_of_pack, released_digests
from lifecycle.records.events.installation import InstallationInitialised, RuleBookApplied
from lifecycle.records.events.moves import UnderRules
from lifecycle.records.events.rules import OfRules, RulesPublished, RulesWithdrawn
from lifecycle.records.events.shapes import Body
from lifecycle.records.journal import Event
from lifecycle.records.rule_books import book_faults, kept
from lifecycle.records.walk_notes import WalkNotes


@dataclass(slots=True)
class BookCheck:
    """What a walk through the journal saw of rule data: what was judged by which, and what was published when.

    `before_digests` counts what was judged before a digest was recorded.
    """

    notes: WalkNotes
    before_digests: int = 0
    _applied: set[str] = field(default_factory=set)
    _published: dict[int, PackFiles] = field(default_factory=dict)
    _states: set[str] = field(default_factory=lambda: {digest_of_pack({})})
    _packs: set[str] = field(default_factory=lambda: set(released_digests()))

    def see(self, event: Event, body: Body) -> None:
        """Take an event into account."""
        match body:
            case UnderRules(rules=None):
                self.before_digests += 1
            case UnderRules(rules=str(digest)) if digest not in self._packs:
                self.notes.judged(digest, f"{event.subject} の{event.number}番")
            case InstallationInitialised(pack=str(digest)):
                self._packs.add(digest)
            case RuleBookApplied(digest=digest):
                self._applied.add(digest)
            case OfRules():
                self._see_rules(body)

    def _see_rules(self, body: OfRules) -> None:
        if isinstance(body, RulesPublished):
            head = f"{ADDED}{body.number:04}-{body.name}/"
            self._published[body.number] = {f"{head}{name}": text for name, text in body.files.items()}
        elif isinstance(body, RulesWithdrawn):
            self._published.pop(body.number, None)
        added: dict[str, str] = {}
        for files in self._published.values():
            added |= files
        self._states.add(digest_of_pack(added))

    def faults(self, connection: Connection) -> list[str]:
        """A fault for whatever was judged by other rule data, and for kept rule data that is not what it was."""
        told = [
            f"{place}は、配布も公布もされていない規程データ({digest[:12]}…)で判定されています"
            for digest in self.notes.digests()
            if not self._is_known(connection, digest)
            for place in self.notes.judged_by(digest)
        ]
        return [*told, *book_faults(connection, self._applied)]

    def _is_known(self, connection: Connection, digest: str) -> bool:
        if digest in self._packs:
            return True
        files = kept(connection, digest)
        if files is None:
            return False
        pack = pack_in(files)
        added = {name: text for name, text in files.items() if name not in pack}
        return digest_of_pack(pack) in self._packs and digest_of_pack(added) in self._states
