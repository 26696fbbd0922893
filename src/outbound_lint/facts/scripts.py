"""Scripts that host names mix rightly, and letters that are taken for others.

Mixes: Unicode Technical Standard 39, section 5.2, level "highly restrictive". Letters: its data
file confusables.txt, narrowed to those that pass for lower-case ASCII in the fonts of an editor.
"""

from __future__ import annotations

MIXES = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
"""Scripts as the first word of their letters' names in the Unicode Character Database."""

LOOK_ALIKES = frozenset(
    "асԁеһіјӏорԛѕԝхуҽпгѵѡ"  # Cyrillic
    "αικνορυωητγ"  # Greek
    "օոսցհյզ"  # Armenian
)

PHONETIC = "\u0250-\u02af\u1d00-\u1dbf"
"""Latin letters of phonetics, ɡ and ᴏ among them, as the ranges of a regular expression."""
