"""Reporters: a report as text, one module for each format, imported when it is used.

Reporters decide nothing: they turn spans into lines and columns, and escape and mask what they
show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from outbound_lint.findings.model import Report
from outbound_lint.reporters.options import RenderOptions

Renderer = Callable[[Report, RenderOptions], str]


def _text(report: Report, options: RenderOptions) -> str:
    from outbound_lint.reporters.text import render

    return render(report, options)


def _concise(report: Report, options: RenderOptions) -> str:
    from outbound_lint.reporters.concise import render

    return render(report, options)


def _json(report: Report, options: RenderOptions) -> str:
    from outbound_lint.reporters.json_report import render

    return render(report, options)


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {"text": _text, "concise": _concise, "json": _json}
)
"""The renderer of each format; its result is empty or ends with a line feed."""
