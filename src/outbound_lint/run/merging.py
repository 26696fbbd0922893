"""JSON reports of the parts of a run as the report of the whole run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from outbound_lint.reporters.escaping import shown
from outbound_lint.run.json_reports import COUNTS, TOTALS, VERSION, JsonReport, ReportError
from outbound_lint.run.shards import Shard


def merge(reports: Sequence[JsonReport]) -> dict[str, Any]:
    """Return the report of the whole run, as `check -o json` writes it.

    Args:
        reports: The reports of all parts, in any order; at least one.

    Raises:
        ReportError: A part is missing or there twice, or they differ in what they list.
    """
    _check_shards(reports)
    _check_paths(reports)
    documents = [report.document for report in reports]
    document = {
        "version": VERSION,
        "tool": documents[0]["tool"],
        "summary": _summary([each["summary"] for each in documents]),
        "findings": _joined(documents, "findings"),
        "probes": _joined(documents, "probes"),
    }
    without = [report.name for report in reports if "suppressed" not in report.document]
    if not without:
        document["suppressed"] = _joined(documents, "suppressed")
    elif len(without) < len(reports):
        raise ReportError(
            f"{without[0]} does not list what ignore comments hide, and others do: check all parts "
            "with --show-suppressed, or none"
        )
    return document


def _check_shards(reports: Sequence[JsonReport]) -> None:
    """Refuse reports unless they are about all shards of one run, or about no shards."""
    if len({report.shard and report.shard.parts for report in reports}) > 1:
        listed = (f"{one.name} ({f'shard {one.shard}' if one.shard else 'all'})" for one in reports)
        raise ReportError(f"the reports are not about the shards of one run: {', '.join(listed)}")
    names: dict[Shard, str] = {}
    for report in reports:
        if report.shard in names:
            both = f"{names[report.shard]} and {report.name}"
            raise ReportError(f"{both} are about the same shard {report.shard}: leave one out")
        if report.shard:
            names[report.shard] = report.name
    parts = next(iter(names)).parts if names else 0
    for part in range(1, parts + 1):
        if (shard := Shard(part, parts)) not in names:
            raise ReportError(
                f"shard {shard} is missing: name the report of `outbound-lint check --shard {shard}"
                "` too"
            )


def _check_paths(reports: Sequence[JsonReport]) -> None:
    """Refuse reports that are about the same file, as far as they name their files."""
    seen: dict[str, str] = {}
    for report in reports:
        for path in sorted(report.paths()):
            if path in seen:
                raise ReportError(
                    f"{shown(path)} is in {seen[path]} and in {report.name}: name reports about "
                    "different files, such as those of the shards of one run"
                )
            seen[path] = report.name


def _summary(summaries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counts: Counter[tuple[str, str]] = Counter()
    for summary in summaries:
        for one in summary["statistics"]:
            counts[one["rule"], one["severity"]] += one["count"]
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    totals = [each["probes"] for each in summaries if each["probes"]]
    return {
        **{name: sum(each[name] for each in summaries) for name in COUNTS},
        "probes": {one: sum(each[one] for each in totals) for one in TOTALS} if totals else None,
        "omitted": sum(each["omitted"] for each in summaries),
        "statistics": [
            {"rule": rule, "severity": severity, "count": count}
            for (rule, severity), count in ordered
        ],
    }


def _joined(documents: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """Return what all reports list: sorted by path, and within a file as it was."""
    return sorted((one for each in documents for one in each[name]), key=lambda one: one["path"])
