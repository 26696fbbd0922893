"""Lint and render a hostile file: `python -m tests.syntax.measure KIND NAME` prints the costs."""

from __future__ import annotations

import json
import resource
import sys
import time

from outbound_lint.findings.settings import Settings
from outbound_lint.reporters import RENDERERS
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.run.files import Task, assemble, lint_bytes
from tests.syntax import hostile

SECONDS = 5
"""What a hostile file may take on an ordinary machine."""


def pace() -> float:
    """Return the seconds of processor time that a fixed piece of work takes."""
    start = time.process_time()
    sum(number * number for number in range(2_000_000))
    return time.process_time() - start


def main() -> None:
    kind, name = sys.argv[1:]
    build = {"json": hostile.JSON, "yaml": hostile.YAML, "tf": hostile.HCL}[kind][name]
    data = build()
    start = time.process_time()
    report = lint_bytes(data, path=f"agents.{kind}", task=Task(Settings(), 0, "."), named=True)
    options = RenderOptions("0", verbose=True)
    texts = (render(assemble([report]), options) for render in RENDERERS.values())
    output = max(len(text.encode()) for text in texts)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rules = sorted({diagnostic.rule for diagnostic in report.diagnostics})
    slow = pace() if seconds > SECONDS else 0
    took = {"seconds": seconds, "pace": slow, "mebibytes": peak, "rules": rules}
    print(json.dumps({**took, "input": len(data), "output": output}))  # noqa: T201


if __name__ == "__main__":
    main()
