"""The grammar of media types, and what a Content-Type says about the JSON of a trigger.

RFC 9110, sections 8.3.1 (media-type), 5.6.6 (parameters) and 5.6.4 (quoted-string); RFC 8259,
sections 8.1 and 11 (JSON between systems is UTF-8; application/json has no charset parameter, but
receivers accept utf-8); RFC 6839, section 3.1 (+json).
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from outbound_lint.patterns import pattern


class Parameter(NamedTuple):
    """A parameter of a media type: name in lower case, value unquoted, and the span of both."""

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


class ContentTypeVerdict(NamedTuple):
    """What a Content-Type means for a JSON body, and the part of the value that decides it."""

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
# JSON, but not under the type that receivers expect; or formats similar to JSON.
_UNUSUAL_TYPES: Final = {
    "text/json": "an unregistered name for `application/json`",
    "text/x-json": "an unregistered name for `application/json`",
    "application/x-json": "an unregistered name for `application/json`",
    "application/ndjson": "for one JSON value per line, but the platform sends a single value",
    "application/x-ndjson": "for one JSON value per line, but the platform sends a single value",
    "application/jsonl": "for one JSON value per line, but the platform sends a single value",
    "application/jsonlines": "for one JSON value per line, but the platform sends a single value",
    "application/x-jsonlines": "for one JSON value per line, but the platform sends a single value",
    "application/json-seq": "for a sequence of JSON values, but the platform sends a single value",
    "application/json5": "for JSON5, but the platform sends JSON",
}


def parse(value: str) -> MediaType | None:
    """Parse a media type; None if the text does not follow the grammar.

    Spaces around it are not part of a value (RFC 9110, section 5.5) and do not follow it.
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


def judge_content_type(value: str) -> ContentTypeVerdict:
    """Judge a Content-Type for the body of a trigger, which is JSON in UTF-8.

    Args:
        value: The header's value; outer spaces are ignored, because another rule reports them.

    Returns:
        `json` if it is right (application/json or any +json type, charset utf-8 or none),
        `unusual` if some receivers refuse it, `not-json` if it is invalid or names another type or
        charset.
    """
    if value.lower() in _PLAIN:
        return ContentTypeVerdict("json", "", 0, len(value))
    text = value.strip(" \t")
    if found := parse(text):
        verdict = _judge(found)
    else:
        verdict = ContentTypeVerdict("not-json", "it is not a valid media type", 0, len(text))
    before = value.index(text)
    return verdict._replace(start=before + verdict.start, end=before + verdict.end)


def _judge(found: MediaType) -> ContentTypeVerdict:
    essence = f"{found.type}/{found.subtype}"
    is_json = essence == "application/json" or found.subtype.endswith("+json")
    if not is_json and essence not in _UNUSUAL_TYPES:
        return ContentTypeVerdict("not-json", "the platform sends JSON", 0, found.end)
    for parameter in found.parameters:
        if parameter.name == "charset" and parameter.value.lower() not in {"utf-8", "utf8"}:
            why = "the platform sends UTF-8"
            return ContentTypeVerdict("not-json", why, parameter.start, parameter.end)
    if not is_json:
        return ContentTypeVerdict("unusual", _UNUSUAL_TYPES[essence], 0, found.end)
    return _judge_parameters(found)


def _judge_parameters(found: MediaType) -> ContentTypeVerdict:
    seen = set()
    for parameter in found.parameters:
        why = None
        if parameter.name in seen:
            why = "a parameter is repeated"
        elif parameter.name == "charset" and parameter.value.lower() == "utf8":
            why = "the name of the charset is `utf-8`"
        elif parameter.name != "charset" and found.subtype == "json":
            why = "`application/json` has no such parameter"
        if why is not None:
            return ContentTypeVerdict("unusual", why, parameter.start, parameter.end)
        seen.add(parameter.name)
    return ContentTypeVerdict("json", "", 0, found.end)
