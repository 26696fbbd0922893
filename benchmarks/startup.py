"""Time one small sound file, whole process, against check-jsonschema and yamllint.

    python benchmarks/startup.py [ROUNDS]

The three run in turn, so that whatever else the machine does falls on all of them. What counts is
the ratio of the medians: at most 0.30 of check-jsonschema and 0.9 of yamllint.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "examples" / "valid" / "environments" / "staging.yaml"
SCHEMA = ROOT / "schemas" / "outbound-connection.schema.json"
STYLE = "{extends: relaxed, rules: {line-length: disable}}"

PROGRAMS = Path(sys.executable).parent
COMMANDS: dict[str, list[str | Path]] = {
    "outbound-lint": ["outbound-lint", "check", SAMPLE],
    "check-jsonschema": ["check-jsonschema", "--schemafile", SCHEMA, SAMPLE],
    "yamllint": ["yamllint", "-d", STYLE, SAMPLE],
}
ENVIRONMENT = {  # an editable install is compiled by the first run, as pip compiles the others
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
BUDGETS = {"check-jsonschema": 0.30, "yamllint": 0.9}


def seconds(command: list[str | Path]) -> float:
    start = time.perf_counter()
    subprocess.run(
        [PROGRAMS / command[0], *command[1:]], env=ENVIRONMENT, check=True, capture_output=True
    )
    return time.perf_counter() - start


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    for command in COMMANDS.values():
        seconds(command)  # the first run fills the caches
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    medians = {name: statistics.median(values) for name, values in times.items()}
    ratios = {name: medians["outbound-lint"] / medians[name] for name in BUDGETS}
    for name, median in medians.items():
        ratio = f"  ratio {ratios[name]:.2f}, budget {BUDGETS[name]:.2f}" if name in ratios else ""
        print(f"{name:17}{median * 1000:6.1f} ms{ratio}")
    return int(any(ratio > BUDGETS[name] for name, ratio in ratios.items()))


if __name__ == "__main__":
    sys.exit(main())
