"""Lint the files of a listing on a Dask cluster.

Each line of the listing is a path, or a URL that fsspec reads, such as s3://bucket/agents/a.yaml:

    python lint_listing.py listing.txt --workers 2
    python lint_listing.py listing.txt --scheduler tcp://10.0.0.7:8786

The output and the exit status are those of `outbound-lint check -o concise` with default settings,
and the counts go to standard error.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from distributed import Client, LocalCluster, as_completed
from fsspec.core import url_to_fs

from outbound_lint import Report, Settings, lint_text


class Found(NamedTuple):
    """What was found in some files: small, as files without findings are only counted."""

    files: int
    connections: int
    errors: int
    lines: dict[str, list[str]]  # by path


def join(parts: Iterable[Found]) -> Found:
    """Return what was found in all parts."""
    files, connections, errors, lines = 0, 0, 0, {}
    for part in parts:
        files += part.files
        connections += part.connections
        errors += part.errors
        lines |= part.lines
    return Found(files, connections, errors, lines)


def lint_files(paths: list[str], now: float) -> Found:
    """Read and lint some files of one store; this runs on the workers."""
    store, _ = url_to_fs(paths[0])
    # Whole files, in the order of the paths; from a bucket many at a time.
    contents = store.cat_ranges(paths, None, None, on_error="return")
    return join(map(lint_file, paths, contents, [now] * len(paths)))


def lint_file(path: str, content: bytes | Exception, now: float) -> Found:
    """Lint one file; one that can't be read is an error, and does not end the run."""
    name = path if path.isprintable() else ascii(path)[1:-1]
    try:
        if isinstance(content, Exception):
            raise content
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        return Found(1, 0, 1, {path: [f"{name}:1:1: error[unreadable-file] {reason}"]})
    report = lint_text(text, path=path, settings=Settings(), now=now)
    lines = as_lines(report, name)
    errors = report.number_of("error")
    return Found(1, report.connections, errors, {path: lines} if lines else {})


def as_lines(report: Report, name: str) -> list[str]:
    """Return a line for each finding."""
    lines = []
    for file, one in report.diagnostics():
        line, column = file.position(one.span.start)
        mark = "[*] " if one.fix and one.fix.safe else ""
        lines.append(f"{name}:{line}:{column}: {one.severity}[{one.rule}] {mark}{one.message}")
    return lines


def lint_listing(client: Client, paths: list[str], size: int) -> Found:
    """Lint all files, so many in each task. Dask repeats the tasks of workers that die."""
    paths = sorted(set(paths))
    chunks = [paths[start : start + size] for start in range(0, len(paths), size)]
    tasks = client.map(lint_files, chunks, now=time.time(), pure=False)
    return join(part for _, part in as_completed(tasks, with_results=True))


def main() -> int:
    """Lint the listing that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("listing", type=Path, help="file with a path or URL on each line")
    parser.add_argument("--workers", type=int, default=2, help="processes on this machine")
    parser.add_argument("--scheduler", help="address of a cluster to use instead")
    parser.add_argument("--size", type=int, default=500, help="files in each task")
    options = parser.parse_args()
    paths = options.listing.read_text(encoding="utf-8").split("\n")
    cluster = options.scheduler or LocalCluster(
        n_workers=options.workers, threads_per_worker=1, dashboard_address=None
    )
    with Client(cluster) as client:
        begin = time.monotonic()
        found = lint_listing(client, [path for path in paths if path], options.size)
        seconds = time.monotonic() - begin
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
    for _, lines in sorted(found.lines.items()):
        print("\n".join(lines))
    print(
        f"{found.errors} errors in {found.connections} connections ({found.files} files), "
        f"{seconds:.1f} seconds on {workers} workers",
        file=sys.stderr,
    )
    return 1 if found.errors else 0


if __name__ == "__main__":
    sys.exit(main())
