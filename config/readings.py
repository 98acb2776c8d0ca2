"""Readings: what free text says by the words of the pack: no content, a reason for no visit, whose people visited."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.citations import Citation, Strict
from config.person_names import PersonNames
from config.typed import folded
from config.vocabulary import Role, SubstituteKind, VisitorSide, VisitReason


class Words(Strict):
    """Words that say one thing. Inside one of `except_in`, or taken back by what follows, a word says nothing.

    `unless_followed_by` are the endings that make a word another word (千葉 in 千葉さん).
    """

    words: Annotated[tuple[str, ...], Field(min_length=1)]
    except_in: tuple[str, ...] = ()
    unless_followed_by: tuple[str, ...] = ()

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple(map(folded, self.words))

    @cached_property
    def _longer(self) -> tuple[str, ...]:
        return tuple(sorted(map(folded, self.except_in), key=len, reverse=True))

    def stand_in(self, text: str, taken_back_by: Iterable[str] = ()) -> bool:
        """Whether a folded text holds one of the words as itself."""
        masked = text
        for longer in self._longer:
            masked = masked.replace(longer, "\n")
        if not any(word in masked for word in self._words):
            return False
        endings = tuple(map(folded, (*self.unless_followed_by, *taken_back_by)))
        return any(
            not masked.startswith(endings, at + len(word)) if endings else True
            for word in self._words
            for at in _places(masked, word)
        )


def _places(text: str, word: str) -> Iterable[int]:
    """Every place at which a word begins in a text."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


class Acceptable(Strict):
    """A kind of substitute that answers a reason, with the further circumstances where it does so only with them."""

    kind: SubstituteKind
    needs_circumstances: bool = False


class ReasonReading(Strict):
    """A reason for no visit: by which words a text is read as giving it, and what answers it.

    The reason without words is the one that is left where no other is recognised. `accepted_by` is the post that
    accepts what was done instead (仮定); a head's deputy acts for the head.
    """

    id: VisitReason
    accepted_by: Literal[Role.DIVISION_HEAD, Role.OVERSIGHT_OFFICE] = Role.DIVISION_HEAD
    signs: tuple[Words, ...] = ()
    answered_by: Annotated[tuple[Acceptable, ...], Field(min_length=1)]
    insufficient: str = ""
    cite: Citation


class VisitorReading(Strict):
    """Whose people a visitor is read to be, by the words in 調査者."""

    side: VisitorSide
    signs: Annotated[tuple[Words, ...], Field(min_length=1)]


class Compound(Strict):
    """Placeholders made of two parts: each of `heads` with each of `tails` (承認 + 済, 別表 + 参照)."""

    heads: Annotated[tuple[str, ...], Field(min_length=1)]
    tails: Annotated[tuple[str, ...], Field(min_length=1)]

    def words(self) -> Iterable[str]:
        """Every word that the parts make."""
        return (f"{head}{tail}" for head in self.heads for tail in self.tails)


class Readings(Strict):
    """How free text is read. `placeholders` and `compounds` are whole cells that hold no content, also with one of
    `endings` (です) behind them; `unfilled` the ends of a text whose place was left open (第 号); `lost` how a
    text of a form begins that the office has still to write; `affirmations` the
    pieces of a text that affirms and does not say how; `taken_back_by` what follows a word and denies it; `partial` the
    words by which a return of data was not of all of it; `none_words` the placeholders that a column may take as its
    content; `names_least` the fewest letters of a party's name that are sought in a text; `legal_forms` what is no part
    of it; `person_names` how names of persons are compared.
    """

    placeholders: tuple[str, ...]
    compounds: Annotated[tuple[Compound, ...], Field(alias="compound")] = ()
    endings: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    none_words: tuple[str, ...] = ()
    affirmations: tuple[str, ...] = ()
    taken_back_by: tuple[str, ...] = ()
    partial: Annotated[tuple[Words, ...], Field(min_length=1)]
    reasons: Annotated[tuple[ReasonReading, ...], Field(alias="reason", min_length=1)]
    visitors: Annotated[tuple[VisitorReading, ...], Field(alias="visitor")] = ()
    legal_forms: tuple[str, ...] = ()
    names_least: Annotated[int, Field(ge=1)] = 3
    person_names: PersonNames = PersonNames()

    @model_validator(mode="after")
    def _every_reason_once(self) -> "Readings":
        ids = [reason.id for reason in self.reasons]
        if sorted(ids) != sorted(VisitReason):
            raise ValueError(f"実地調査をしない理由({'、'.join(r.label for r in VisitReason)})を一つずつ書いてください")
        if sum(not reason.signs for reason in self.reasons) != 1:
            raise ValueError("語のない理由(ほかのどれにも当たらないとき)は一つだけです")
        return self

    @cached_property
    def _empty(self) -> frozenset[str]:
        compounds = (word for compound in self.compounds for word in compound.words())
        return frozenset(map(_bare, (*self.placeholders, *compounds)))

    @cached_property
    def _none(self) -> frozenset[str]:
        return frozenset(map(_bare, self.none_words))

    @cached_property
    def _pieces(self) -> tuple[str, ...]:
        return tuple(sorted(map(folded, self.affirmations), key=len, reverse=True))

    def extended(self, placeholders: Iterable[str]) -> "Readings":
        """The readings with the placeholders of an installation added to those of the pack."""
        more = tuple(placeholders)
        if not more:
            return self
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_construct(**{**own, "placeholders": (*self.placeholders, *more)})

    def is_content(self, text: str, *, none_too: bool = False, how: bool = False) -> bool:
        """Whether a free text holds content, as whole cells go: no placeholder, not several of them, not only signs.

        `none_too`: なし is content here. `how`: a text that only affirms is no content.
        """
        known, asked = self._content, (text, none_too, how)
        if asked not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            known[asked] = self._is_content(text, none_too=none_too, how=how)
        return known[asked]

    @cached_property
    def _content(self) -> dict[tuple[str, bool, bool], bool]:
        """What was read of texts before: the same texts come again with every rule and every day."""
        return {}

    def _is_content(self, text: str, *, none_too: bool, how: bool) -> bool:
        bare = _bare(text)
        pieces = _pieces(bare)
        if none_too and pieces and all(piece in self._none for piece in pieces):
            return True
        if any(map(self._says_nothing, _within_signs(bare))) or all(self._says_nothing(piece) for piece in pieces):
            return False
        if _letters(bare).endswith(self._unfilled):
            return False
        return not how or bool(self._left_over(bare))

    @cached_property
    def _unfilled(self) -> tuple[str, ...]:
        return tuple(map(_letters, map(_bare, self.unfilled)))

    def _says_nothing(self, piece: str) -> bool:
        """Whether a piece of a text is a placeholder: by itself, repeated, numbered, or with です behind it."""
        if not piece or all(unicodedata.category(c)[0] not in "LN" or unicodedata.category(c) == "Lm" for c in piece):
            return True
        ended = (piece.removesuffix(ending) for ending in map(folded, self.endings) if piece.endswith(ending))
        return any(
            word in self._empty or _unnumbered(word) in self._empty or not self._empty.isdisjoint(_repeated(word))
            for word in (piece, *ended)
        )

    def _left_over(self, bare: str) -> str:
        """What is left of a text without the pieces of affirmation: letters and figures only."""
        for piece in self._pieces:
            bare = bare.replace(piece, "\n")
        return "".join(c for c in bare if unicodedata.category(c)[0] in "LN")

    def reasons_in(self, text: str) -> tuple[VisitReason, ...]:
        """The reasons for no visit that a text gives; the reason without words where it gives none of the others."""
        sought = folded(text)
        given = [r.id for r in self.reasons if any(signs.stand_in(sought, self.taken_back_by) for signs in r.signs)]
        return tuple(given) or tuple(r.id for r in self.reasons if not r.signs)

    def reason(self, id_: VisitReason) -> ReasonReading:
        """What answers a reason."""
        return next(reason for reason in self.reasons if reason.id is id_)

    def visitor_in(self, text: str, names: Iterable[str] = ()) -> VisitorSide | None:
        """Whose people the text of 調査者 names; None where it does not say. `names` are those of the contractors.

        The first side that the pack lists wins: where an officer of the prefecture is named too, the visit is his.
        """
        sought = folded(text)
        for visitor in self.visitors:
            if any(signs.stand_in(sought) for signs in visitor.signs):
                return visitor.side
            if visitor.side is VisitorSide.CONTRACTOR and any(self._names(name, sought) for name in names):
                return visitor.side
        return None

    def _names(self, name: str, sought: str) -> bool:
        """Whether a folded text holds the name of a party, with or without its legal form."""
        own = folded(name)
        for form in map(folded, self.legal_forms):
            own = own.replace(form, "")
        return len(own) >= self.names_least and own in sought

    def is_partial(self, text: str) -> bool:
        """Whether a text says that not all of the data was returned or destroyed."""
        known = self._partly
        if text not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            sought = folded(text)
            known[text] = any(signs.stand_in(sought) for signs in self.partial)
        return known[text]

    @cached_property
    def _partly(self) -> dict[str, bool]:
        """What was read of texts before, as of whether they speak of a part."""
        return {}


def _unnumbered(bare: str) -> str:
    """A text without its figures: 別紙1のとおり says no more than 別紙のとおり; figures alone stay what they are."""
    return "".join(c for c in bare if not c.isdecimal()) or bare


def _repeated(word: str) -> Iterator[str]:
    """What a word repeats: 未定 of 未定未定, いろいろ of いろいろいろいろ, n.d of n.d.n.d (stops at its end aside)."""
    for length in range(1, len(word)):
        again = word[:length] * -(-len(word) // length)
        if again.startswith(word) and not any(unicodedata.category(c)[0] in "LN" for c in again[len(word) :]):
            yield _bare(word[:length])


def _within_signs(bare: str) -> Iterator[str]:
    """A text itself, and what is left of it without signs at its ends: n/a of 「- n/a -」, #ref! of 「- #ref! -」.

    The placeholders may have signs of their own, so that no sign more than need be is taken. A text with more signs at
    an end than anybody puts around a word is only taken without all of them.
    """
    yield bare
    ends = [i for i, c in enumerate(bare) if unicodedata.category(c)[0] in "LN"]
    first, last = (ends[0], ends[-1] + 1) if ends else (0, 0)
    yield bare[first:last]
    if max(first, len(bare) - last) <= _SIGNS_AROUND:
        yield from (bare[start:end] for start in range(first + 1) for end in range(last, len(bare) + 1))


_SIGNS_AROUND = 6
_REMEMBERED = 8192
"""So many texts are remembered at most."""


def _pieces(bare: str) -> list[str]:
    """The pieces of a text between its signs: 未定 and 確認中 of 「未定(確認中)」."""
    return "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in bare).split()


def _letters(bare: str) -> str:
    """A text without its signs and without the characters that hold a place open (〇, x, ー)."""
    return "".join(c for c in bare if unicodedata.category(c)[0] in "LN" and c not in _HOLDERS and c != "ー")


_HOLDERS = frozenset("〇x")


def _bare(text: str) -> str:
    """A folded text without the stops and brackets around it."""
    return folded(text).strip("。．.、,()[]「」『』【】〔〕・")
