r"""A JSON string that holds JSON, as what it holds: without quotes and escapes."""

from __future__ import annotations

from outbound_lint.source import Place
from outbound_lint.syntax.edits import Edit, in_few
from outbound_lint.syntax.nodes import Scalar
from outbound_lint.syntax.places import cut, span_of

_SPACE = " \t\r\n"


def unescape(string: Scalar) -> tuple[Edit, ...]:
    r"""Return the edits that leave of a JSON string only what it holds, without spaces around it.

    An escape that is not of a character of ASCII is kept: it is one of the JSON inside too.

    Args:
        string: the string; its value is JSON.

    Returns:
        The edits in their order; none where the string is too long.
    """
    text, start, end = string.place
    pieces = cut(string)
    spaces = len(string.value) - len(string.value.lstrip(_SPACE))
    inner = span_of(string, spaces), span_of(string, len(string.value.rstrip(_SPACE)) - 1)
    if not (pieces and inner[0] and inner[1]):
        return ()
    begin, stop = inner[0][0], inner[1][1]
    edits = [Edit(Place(text, start, begin), "")]
    for decoded, first, last in pieces:
        if last - first == len(decoded) or not begin <= first < stop:
            continue  # no escape, or around the JSON
        if decoded in '"/\\' and last - first == 2:
            edits.append(Edit(Place(text, first, first + 1), ""))
        elif decoded in "\t\n\r":  # between two tokens
            edits.append(Edit(Place(text, first, last), " "))
        elif " " <= decoded <= "~":
            edits.append(Edit(Place(text, first, last), decoded))
    edits.append(Edit(Place(text, stop, end), ""))
    return in_few(edits)
