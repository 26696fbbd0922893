"""JSON reports of earlier runs, read again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from outbound_lint.findings.fixes import SourceFix
from outbound_lint.findings.model import (
    SEVERITIES,
    Diagnostic,
    FileReport,
    RelatedSpan,
    Report,
    Suppressed,
)
from outbound_lint.findings.selection import CATALOG
from outbound_lint.run.files import assemble
from outbound_lint.run.shards import Shard
from outbound_lint.source import Position, Source, Span
from outbound_lint.syntax.edits import SourceEdit

VERSION = 1

COUNTS = (
    "files", "files_without_connections", "connections",
    "errors", "warnings", "infos",
    "fixable", "suppressed", "baselined",
)  # fmt: skip
"""The numbers of a summary that are always there, in their order."""

TOTALS = ("sent", "ok", "failed", "skipped", "interrupted")
"""The numbers of probes in a summary, in their order."""

# A shape is a type, None, a mapping of members to shapes, a list of one shape, or a tuple of shapes
# of which one fits.
_HEAD = {"version": int, "tool": {"name": str, "version": str}}
_RANGE = {"line": int, "column": int, "end_line": int, "end_column": int}
_FIX = {
    "applicability": str,
    "message": str,
    "withheld": bool,
    "edits": [{**_RANGE, "text": str}],
}
_FINDING = {
    **_RANGE,
    "path": str,
    "rule": str,
    "severity": str,
    "message": str,
    "hint": (str, None),
    "exact": bool,
    "connection": (str, None),
    "also": [str],
    "also_count": int,
    "document": int,
    "pointer": (str, None),
    "embedded_pointer": (str, None),
    "fingerprint": str,
    "related": [{**_RANGE, "message": str}],
    "fix": (_FIX, None),
}
_BODY = {
    "summary": {
        **dict.fromkeys(COUNTS, int),
        "probes": (dict.fromkeys(TOTALS, int), None),
        "omitted": int,
        "statistics": [{"rule": str, "severity": str, "count": int}],
    },
    "findings": [_FINDING],
    "probes": [{"path": str}],
}
_SUPPRESSED = [{**_FINDING, "reason": (str, None)}]


class ReportError(Exception):
    """Reports that can't be used; the text says why, and what to do."""


class JsonReport(NamedTuple):
    """A report.

    Attributes:
        name: The file it was read from.
        document: What it says; the shapes of this module fit it.
    """

    name: str
    document: dict[str, Any]

    @property
    def shard(self) -> Shard | None:
        """The part of the files that it is about; None if it is about all of them."""
        return Shard.parse(self.document.get("shard", ""))

    def paths(self) -> set[str]:
        """Return the files that it names: those with findings or probes."""
        lists = (self.document.get(name, ()) for name in ("findings", "suppressed", "probes"))
        return {one["path"] for each in lists for one in each}


def read_report(name: str, data: bytes, *, version: str) -> JsonReport:
    """Read a JSON report.

    Args:
        name: The file it comes from.
        data: The bytes of the file.
        version: The version of this program.

    Raises:
        ReportError: This is not a JSON report of this version.
    """
    write = "write one with `outbound-lint check -o json=FILE`"
    try:
        document = json.loads(data, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise ReportError(f"{place}: this is not JSON, or not all of it: {write}") from None
    except (ValueError, RecursionError):  # not UTF-8, NaN, thousands of digits or brackets
        raise ReportError(f"{name} is not a report of outbound-lint: {write}") from None
    if not _fits(document, _HEAD) or document["tool"]["name"] != "outbound-lint":
        raise ReportError(f"{name} is not a report of outbound-lint: {write}")
    writer = document["tool"]["version"]
    if (document["version"], writer) != (VERSION, version):
        raise ReportError(
            f"{name} was written by outbound-lint {writer[:40]}, and this is {version}: merge with "
            "the version that checked, the same for all reports"
        )
    if not _is_whole(document):
        raise ReportError(f"{name} was changed after outbound-lint wrote it: {write}")
    return JsonReport(name, document)


def findings_of(document: Mapping[str, Any]) -> Report:
    """Return the findings of a report for the reporters, without its counts.

    The texts of the files are not in a report, so only the lines and columns of spans are known.

    Args:
        document: A report, also a merged one.
    """
    sources: dict[str, _Positions] = {}
    found: dict[str, list[Diagnostic]] = {}
    hidden: dict[str, list[Suppressed]] = {}
    for finding in document["findings"]:
        path = finding["path"]
        source = sources.setdefault(path, _Positions(path))
        found.setdefault(path, []).append(_diagnostic(finding, source))
    for finding in document.get("suppressed", ()):
        path = finding["path"]
        source = sources.setdefault(path, _Positions(path))
        one = Suppressed(_diagnostic(finding, source), finding["reason"] or "")
        hidden.setdefault(path, []).append(one)
    return assemble(
        FileReport(
            path,
            diagnostics=tuple(found.get(path, ())),
            source=source,
            suppressed=tuple(hidden.get(path, ())),
        )
        for path, source in sources.items()
    )


class _Positions(Source):
    """Stands for the text of a file of which only lines and columns are known.

    Its offsets are the numbers of these positions.
    """

    __slots__ = ("_known",)

    def __init__(self, path: str) -> None:
        super().__init__("", path)
        self._known: list[Position] = []

    def span(self, place: Mapping[str, Any]) -> Span:
        """Return the span of a place in a report."""
        self._known.append(Position(place["line"], place["column"]))
        self._known.append(Position(place["end_line"], place["end_column"]))
        return Span(len(self._known) - 2, len(self._known) - 1)

    def position(self, offset: int) -> Position:
        return self._known[offset]


def _diagnostic(finding: Mapping[str, Any], positions: _Positions) -> Diagnostic:
    related = (RelatedSpan(positions.span(one), one["message"]) for one in finding["related"])
    return Diagnostic(
        rule=finding["rule"],
        severity=finding["severity"],
        message=finding["message"],
        hint=finding["hint"] or "",
        span=positions.span(finding),
        exact=finding["exact"],
        connection=finding["connection"],
        also=tuple(finding["also"]),
        also_count=finding["also_count"],
        document=finding["document"],
        pointer=finding["pointer"],
        embedded_pointer=finding["embedded_pointer"],
        fingerprint=finding["fingerprint"],
        related=tuple(related),
        fix=_fix(finding["fix"], positions),
    )


def _fix(fix: Mapping[str, Any] | None, positions: _Positions) -> SourceFix | None:
    if fix is None:
        return None
    edits = tuple(SourceEdit(positions.span(edit), edit["text"]) for edit in fix["edits"])
    safe = fix["applicability"] == "safe"
    return SourceFix(fix["message"], edits, safe, reshapes=False, withheld=fix["withheld"])


def _is_whole(document: Mapping[str, Any]) -> bool:
    """Return whether everything is in a report that is read of it."""
    return (
        _fits(document, _BODY)
        and _fits(document.get("suppressed", []), _SUPPRESSED)
        and ("shard" not in document or Shard.parse(document["shard"]) is not None)
        and all(
            one["rule"] in CATALOG and one["severity"] in SEVERITIES for one in _ruled(document)
        )
    )


def _ruled(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from document["findings"]
    yield from document.get("suppressed", ())
    yield from document["summary"]["statistics"]


def _fits(value: object, shape: Any) -> bool:
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            name in value and _fits(value[name], each) for name, each in shape.items()
        )
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(one, shape[0]) for one in value)
    if isinstance(shape, tuple):
        return any(_fits(value, one) for one in shape)
    return value is None if shape is None else type(value) is shape


def _refuse(constant: str) -> None:
    """Refuse NaN and the like, which Python's reader takes for JSON."""
    raise ValueError(constant)
