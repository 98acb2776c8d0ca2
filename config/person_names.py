"""Names of persons: which spellings name one person, by the data of the pack (variants of characters, titles)."""

from collections.abc import Callable
from functools import cached_property, lru_cache

from config.citations import Strict
from config.typed import folded

_REMEMBERED = 8192


class PersonNames(Strict):
    """How the name of a person is compared: never to store what people wrote.

    `variants` are groups of characters that stand for one (the first of each); `titles` the words for a post before or
    behind a name, `offices` the endings by which a word before a name is that of an office.
    """

    variants: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()

    @cached_property
    def _same(self) -> dict[int, str]:
        return {ord(other): group[0] for group in self.variants for other in group[1:]}

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        return tuple(sorted(map(folded, self.titles), key=len, reverse=True))

    @cached_property
    def _offices(self) -> tuple[str, ...]:
        return tuple(map(folded, self.offices))

    @cached_property
    def canonical(self) -> Callable[[str], str]:
        """The name without its accidents: NFKC, no blanks, one of each group of variants, no title and no office.

        What is nothing but a post (広報課長) stays what it is. The register's names are asked for again and again.
        """
        return lru_cache(maxsize=_REMEMBERED)(self._canonical)

    def _canonical(self, text: str) -> str:
        words = [folded(word) for word in _opened(text).split()]
        while len(words) > 1 and self._is_no_name(words[0]):
            words.pop(0)
        while len(words) > 1 and words[-1] in self._titles:
            words.pop()
        name = "".join(words)
        return name.removeprefix(self._title_before(name)).translate(self._same)

    def _title_before(self, name: str) -> str:
        """The title that a name begins with; empty where it is nothing but a post, or a number follows."""
        if name in self._titles:
            return ""
        fitting = (t for t in self._titles if name.startswith(t) and len(name) > len(t) + 1)
        return next((title for title in fitting if not any(map(str.isdecimal, name[len(title) :]))), "")

    def _is_no_name(self, word: str) -> bool:
        """Whether a word before a name is an office or a post."""
        return word in self._titles or word.endswith((*self._titles, *self._offices))

    def one(self, name: str, other: str) -> bool:
        """Whether two texts name one person."""
        return self.canonical(name) == self.canonical(other) or folded(name) == folded(other)


def _opened(text: str) -> str:
    """The text with brackets and stops between words as blanks."""
    return text.translate(_PARTING)


_PARTING = str.maketrans(dict.fromkeys("()\uff08\uff09[]〔〕【】「」『』、,\uff0c/\uff0f:\uff1a", " "))
