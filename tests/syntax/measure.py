"""Lint one hostile file and print what that took: `python -m tests.syntax.measure KIND NAME`."""

from __future__ import annotations

import json
import resource
import sys
import time

from outbound_lint.findings.settings import Settings
from outbound_lint.run.files import Task, lint_bytes
from tests.syntax import hostile


def main() -> None:
    kind, name = sys.argv[1:]
    build = (hostile.JSON if kind == "json" else hostile.YAML)[name]
    data = build()
    start = time.process_time()
    report = lint_bytes(data, path=f"agents.{kind}", task=Task(Settings(), 0, "."), named=True)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rules = sorted({diagnostic.rule for diagnostic in report.diagnostics})
    print(json.dumps({"seconds": seconds, "mebibytes": peak, "rules": rules}))  # noqa: T201


if __name__ == "__main__":
    main()
