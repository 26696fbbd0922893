"""The probes of a run as a small table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outbound_lint.findings.probes import Probe
from outbound_lint.reporters.escaping import shown
from outbound_lint.reporters.style import Painter

_HEADS = ("probe", "host", "outcome", "status", "TLS", "time")


def table(probes: Sequence[Probe], paint: Painter) -> str:
    """Show probes line by line."""
    rows = [_HEADS, *map(_row, probes)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    head, *lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join((paint(head, "faint"), *lines, *_notes(probes)))


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


def _notes(probes: Sequence[Probe]) -> Iterator[str]:
    if any(probe.proxied for probe in probes):
        yield "The proxy resolved the names, so no address could be judged."
