"""Scripts that host names may mix, and letters that look like others.

Mixes: Unicode Technical Standard 39, section 5.2, level "highly restrictive". Letters: its data
file confusables.txt, limited to those that look like lower-case ASCII in the fonts of editors.
"""

from __future__ import annotations

MIXES = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
"""Scripts, as the first word of the names of their letters in the Unicode Character Database."""

LOOK_ALIKES = frozenset(
    "асԁеһіјӏорԛѕԝхуҽпгѵѡ"  # Cyrillic
    "αικνορυωητγ"  # Greek
    "օոսցհյզ"  # Armenian
)

PHONETIC = "\u0250-\u02af\u1d00-\u1dbf"
"""Phonetic Latin letters, such as ɡ and ᴏ, as ranges of a regular expression."""
