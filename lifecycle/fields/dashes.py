"""Dashes, and letters that look like others: the signs that people can't tell apart, each as the one that is meant."""

import re

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2501\u30fc\ufe58\ufe63\uff0d\uff70"
"""The hyphen and what looks like it: dashes, the minus sign, a ruled line, the long vowel of katakana."""

_DASH = re.compile(f"[{DASHES}]")


def with_hyphens(text: str) -> str:
    """The text with every dash as a hyphen; only for what holds no katakana words, where ー is a letter."""
    return _DASH.sub("-", text)
