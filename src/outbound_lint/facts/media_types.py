"""Media types by their grammar, and what a Content-Type says about a trigger's JSON.

RFC 9110 section 8.3.1 (media-type), 5.6.6 (parameters), 5.6.4 (quoted-string); RFC 8259 sections
8.1 and 11 (JSON between systems is UTF-8, and application/json has no charset parameter, though
nobody minds utf-8); RFC 6839 section 3.1 (+json).
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from outbound_lint.patterns import pattern


class Parameter(NamedTuple):
    """A parameter of a media type: name in lower case, value unquoted, and where both stand."""

    name: str
    value: str
    start: int
    end: int


class MediaType(NamedTuple):
    """A media type: type and subtype in lower case, the end of both, the parameters in order."""

    type: str
    subtype: str
    end: int
    parameters: tuple[Parameter, ...]


class Judgement(NamedTuple):
    """What a Content-Type means for a JSON body, and the span of the value that it is about."""

    verdict: Literal["json", "unusual", "not-json"]
    message: str
    start: int
    end: int


_TCHARS: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED: Final = r'"((?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*)"'
_TYPE: Final = pattern(rf"({_TCHARS})/({_TCHARS})")
_PARAMETER: Final = pattern(
    rf"[ \t]*;[ \t]*(?:({_TCHARS})=(?:({_TCHARS})|{_QUOTED}))?",
)
_ESCAPED: Final = pattern(r"\\(.)", re.DOTALL)

_PLAIN: Final = frozenset({"application/json", "application/json;charset=utf-8"})
# JSON, but not the type that receivers expect; or kin of JSON that this body is not.
_UNUSUAL_TYPES: Final = {
    "text/json": "an unregistered name of application/json",
    "text/x-json": "an unregistered name of application/json",
    "application/x-json": "an unregistered name of application/json",
    "application/ndjson": "for JSON values one a line; the platform sends one",
    "application/x-ndjson": "for JSON values one a line; the platform sends one",
    "application/jsonl": "for JSON values one a line; the platform sends one",
    "application/jsonlines": "for JSON values one a line; the platform sends one",
    "application/x-jsonlines": "for JSON values one a line; the platform sends one",
    "application/json-seq": "for sequences of JSON values (RFC 7464); the platform sends one",
    "application/json5": "for JSON5; the platform sends plain JSON",
}


def parse(value: str) -> MediaType | None:
    """Return the media type that a text is, or None where it breaks the grammar.

    Spaces around the whole are none of the value's (RFC 9110 section 5.5) and break it.
    """
    match = _TYPE.match(value)
    if match is None:
        return None
    end = position = match.end()
    parameters = []
    while position < len(value):
        part = _PARAMETER.match(value, position)
        if part is None or part.end() == position:
            return None
        position = part.end()
        if part[1] is not None:
            text = part[2] if part[2] is not None else _ESCAPED.sub(r"\1", part[3])
            parameters.append(Parameter(part[1].lower(), text, part.start(1), position))
    if value[-1] in " \t":
        return None
    return MediaType(match[1].lower(), match[2].lower(), end, tuple(parameters))


def judge_content_type(value: str) -> Judgement:
    """Return what a Content-Type says of a trigger's body, which is JSON in UTF-8.

    Args:
        value: The field's value; outer spaces, which are another rule's, are passed over.

    Returns:
        `json` where all is well (application/json or any +json type, charset utf-8 or none),
        `unusual` where receivers may stumble, `not-json` where it is broken or names another
        type or charset.
    """
    if value.lower() in _PLAIN:
        return Judgement("json", "", 0, len(value))
    text = value.strip(" \t")
    before = len(value) - len(value.lstrip(" \t")) if text else 0
    found = parse(text)
    if found is None:
        return Judgement("not-json", "it is no media type", before, before + len(text))
    return _judge(found, before)


def _judge(found: MediaType, before: int) -> Judgement:
    essence = f"{found.type}/{found.subtype}"
    end = before + found.end
    is_json = essence == "application/json" or found.subtype.endswith("+json")
    if not is_json and essence not in _UNUSUAL_TYPES:
        return Judgement("not-json", "the platform sends JSON", before, end)
    for parameter in found.parameters:
        if parameter.name == "charset" and parameter.value.lower() not in {"utf-8", "utf8"}:
            why = "the platform sends UTF-8"
            return Judgement("not-json", why, before + parameter.start, before + parameter.end)
    if not is_json:
        return Judgement("unusual", _UNUSUAL_TYPES[essence], before, end)
    return _judge_parameters(found, before)


def _judge_parameters(found: MediaType, before: int) -> Judgement:
    seen = set()
    for parameter in found.parameters:
        why = None
        if parameter.name in seen:
            why = f"it has the parameter {parameter.name} twice"
        elif parameter.name == "charset" and parameter.value.lower() == "utf8":
            why = "the charset's name is utf-8"
        elif parameter.name != "charset" and found.subtype == "json":
            why = f"JSON has no parameter {parameter.name}"
        if why is not None:
            return Judgement("unusual", why, before + parameter.start, before + parameter.end)
        seen.add(parameter.name)
    return Judgement("json", "", before, before + found.end)
