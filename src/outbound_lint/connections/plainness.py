"""A proof in one pass that nothing in embedded JSON needs a closer look."""

from __future__ import annotations

import re

from outbound_lint.patterns import pattern

# No vendor's secret is a run shorter than this, and no secret that only its name gives away is a
# string shorter than the second, or without a digit: `facts.secrets`, `facts.secret_names`.
_RUN, _STRING = 19, 15

_VARIABLE = r"\$\{[A-Z]{1,19}+(?:_[A-Z0-9]{1,19}+)*+\}(?!\})"
_MARKS = r"[ !&'*+,/:;?|~]++"
_WORDY = rf'"(?:[A-Za-z_.-]{{1,{_RUN}}}+(?![A-Za-z_.-])|{_MARKS}|{_VARIABLE})*+"'
_SHORT = rf'"[0-9A-Za-z_. !&\'*+,/:;?|~-]{{0,{_STRING}}}+"'
_NUMBER = rf"-?[0-9.]{{1,{_STRING}}}+(?![0-9.eE])"
_JSON = pattern(rf"(?:[\s{{}}\[\],:]++|{_WORDY}|{_SHORT}|{_NUMBER}|true|false|null)*+", re.ASCII)


def is_plain(json: str) -> bool:
    """Prove that no string of a JSON text is a secret, has an escape or a sign of a placeholder.

    Placeholders such as `${NAME}` are fine, and numbers are short. False proves nothing.

    Args:
        json: a text that parses as JSON.
    """
    return _JSON.fullmatch(json) is not None and "asic " not in json.lower()
