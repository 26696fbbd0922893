"""Reporters: a report as text, one module for each format, imported when it is used.

Reporters decide nothing: they turn spans into lines and columns, and escape and mask what they
show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

from outbound_lint.findings.model import Report
from outbound_lint.reporters.options import RenderOptions

Renderer = Callable[[Report, RenderOptions], str]


def _renderer(module: str) -> Renderer:
    """Return the function `render` of a module that is imported at the first call."""

    def render(report: Report, options: RenderOptions) -> str:
        renderer: Renderer = import_module(f"{__name__}.{module}").render
        return renderer(report, options)

    return render


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        "text": _renderer("text"),
        "concise": _renderer("concise"),
        "json": _renderer("json_report"),
        "sarif": _renderer("sarif"),
        "github": _renderer("github"),
        "gitlab": _renderer("gitlab"),
        "junit": _renderer("junit"),
    }
)
"""The renderer of each format; its result is empty or ends with a line feed."""
