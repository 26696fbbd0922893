"""Time all rules on sound connections against parsing them, in one process.

    python benchmarks/rules.py [ROUNDS]

Parsing is what any linter must do: YAML to nodes, the connections in them, and the JSON in their
fields. The two run in turn, file by file, and the best of each counts. Linting, parsing included,
takes at most twice as long.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from outbound_lint.connections import reading
from outbound_lint.engine import lint_text
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import select
from outbound_lint.source import Source

BUDGET = 2.0
CONNECTIONS = """\
connections:
  - name: support-line
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: '{"Content-Type": "application/json", "Authorization": "Bearer ${TOKEN}"}'
    phone_number_key: to
    trigger_call_payload: '{"sequence_code": "ABC123", "campaign_id": "summer2024"}'
  - name: sales-line
    trigger_call_endpoint: https://voice.acme.dev/outbound/sales
    trigger_call_headers: >-
      {"Content-Type": "application/json",
       "X-API-Key": "${API_KEY}"}
    trigger_call_payload: |
      {"sequence_code": "ABC123", "simulation": "{{simulation_output_id}}",
       "nested": {"a": [1, 2, 3], "b": "text"}}
"""
SELECTIONS = {"default rules": Settings(), "all rules": Settings(select(["all"], [], []))}


def parse() -> None:
    """Do what the rules need, and none of what they do."""
    parsed = reading.read(Source(CONNECTIONS, "sound.yaml"), as_json=False)
    for connection in parsed.connections:
        for field in (connection.headers, connection.payload):
            assert field is None or field.root is not None


def lint(settings: Settings) -> None:
    """Lint all, and find nothing but what is told for information."""
    report = lint_text(CONNECTIONS, path="sound.yaml", settings=settings, now=0)
    assert report.connections
    assert not list(report.diagnostics())


def measure(rounds: int) -> dict[str, float]:
    """Return how often as long as parsing it takes to lint, for each selection of rules."""
    tasks: dict[str, Callable[[], None]] = {"parsing": parse}
    for name, settings in SELECTIONS.items():
        tasks[name] = lambda settings=settings: lint(settings)  # type: ignore[misc]
    best = dict.fromkeys(tasks, float("inf"))
    for _ in range(rounds):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            best[name] = min(best[name], time.perf_counter() - start)
    return {name: best[name] / best["parsing"] for name in SELECTIONS}


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    ratios = measure(rounds)
    for name, ratio in ratios.items():
        print(f"{name:14}{ratio:5.2f} times parsing, budget {BUDGET:.2f}")
    return int(max(ratios.values()) > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
