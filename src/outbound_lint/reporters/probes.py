"""The table of probes for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outbound_lint.findings.probes import Probe
from outbound_lint.reporters.escaping import shown
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.reporters.tables import table
from outbound_lint.source import cut, display_width

_HEADS = ("connection", "host", "outcome", "status", "TLS", "time")
_NARROWEST = 10
"""Columns that a name has at least, however narrow the terminal is."""


def probe_table(probes: Sequence[Probe], options: RenderOptions) -> str:
    """Return a row for each probe, and below it how long each stage took.

    Args:
        probes: The probes; at least one.
        options: The width and the colors. Names and hosts are cut to fit the width.
    """
    rows = [_HEADS, *map(_row, probes)]
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    left = options.width - sum(widths[2:]) - 2 * (len(widths) - 1)
    name = max(left - widths[1], left // 2, _NARROWEST)
    host = max(left - widths[0], left - left // 2, _NARROWEST)
    heads, *aligned = table([(cut(row[0], name), cut(row[1], host), *row[2:]) for row in rows])
    lines = [options.paint(heads, "strong")]
    for probe, row in zip(probes, aligned, strict=True):
        lines += [row, *_details(probe)]
    if any(probe.proxied for probe in probes):
        lines.append("The proxy resolved the host names, so their addresses were not checked.")
    return "\n".join(lines)


def _row(probe: Probe) -> tuple[str, ...]:
    host = probe.host or "?"
    host = f"[{host}]" if ":" in host else host
    port = "" if probe.port in (443, None) else f":{probe.port}"
    total = probe.timings.total
    return (
        shown(probe.connection),
        shown(host + port),
        probe.outcome,
        str(probe.status or ""),
        probe.tls_version or "",
        "" if total is None or probe.stage == "skipped" else f"{total:.0f} ms",
    )


def _details(probe: Probe) -> Iterator[str]:
    names = ("dns", "connect", "tls", "first byte")
    taken = [
        f"{name} {value:.0f}"
        for name, value in zip(names, probe.timings, strict=False)  # not the total
        if value is not None
    ]
    if taken:
        yield f"  {' · '.join(taken)} ms"
    if probe.unreachable:
        yield f"  no connection to {', '.join(probe.unreachable)}, tried before {probe.address}"
    if probe.outcome == "ok" and probe.received and " · " in probe.received:  # no finding shows it
        yield f"  received: {probe.received}"
