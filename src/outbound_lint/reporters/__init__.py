"""A report to text: one file a format, imported only when it is asked for.

Reporters decide nothing: they turn spans into lines and columns, escape and mask what they show.
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
"""Each format's name with what renders it: text that is empty or ends with a line feed."""
