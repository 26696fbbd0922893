"""Proofs in one pass that nothing in embedded JSON or in a text needs a closer look."""

from __future__ import annotations

import re

from outbound_lint.patterns import pattern

# No vendor's secret is a run shorter than this, or has between its dots, in a host's letters, no
# part longer than the second; and no secret that only its name gives away is a string shorter than
# the third, or without a digit: `facts.secret_shapes`, `facts.secret_names`.
_RUN, _LABEL, _STRING = 19, 15, 15

_MARKS = r"[ !&'*+,/:;?|~]++"
_VARIABLE = r"\$\{[A-Z]{1,19}+(?:_[A-Z0-9]{1,19}+)*+\}(?!\})"


def _words(digits: str) -> str:
    run = f"[{digits}A-Za-z_.-]{{1,{_RUN}}}+(?![0-9A-Za-z_.-])"
    label = f"[{digits}a-z-]{{1,{_LABEL}}}+"
    host = rf"{label}(?:\.{label})++(?![0-9A-Za-z_.-])"
    return f"(?:{run}|{host}|{_MARKS}|{_VARIABLE})*+"


_TEXT = pattern(_words("0-9"), re.ASCII)
_SHORT = rf"[0-9A-Za-z_. !&'*+,/:;?|~-]{{0,{_STRING}}}+"
_NUMBER = rf"-?[0-9.]{{1,{_STRING}}}+(?![0-9.eE])"
_JSON = pattern(
    rf'(?:[\s{{}}\[\],:]++|"{_words("")}"|"{_SHORT}"|{_NUMBER}|true|false|null)*+', re.ASCII
)


def is_plain_json(text: str) -> bool:
    """Prove that no string of a JSON text is a secret, has an escape or a sign of a placeholder.

    Placeholders such as `${NAME}` are fine, and numbers are short. False proves nothing.

    Args:
        text: a text that parses as JSON.
    """
    return _JSON.fullmatch(text) is not None and not _may_be_basic(text)


def is_plain_text(text: str) -> bool:
    """Prove that a text holds no vendor's secret and no sign of a placeholder but `${NAME}`."""
    return _TEXT.fullmatch(text) is not None and not _may_be_basic(text)


def _may_be_basic(text: str) -> bool:
    """Tell whether a text may hold user and password of `Basic`."""
    return "asic " in text.lower()
