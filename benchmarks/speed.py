"""Time the whole process against check-jsonschema and yamllint, on valid files.

    python benchmarks/speed.py [ROUNDS]

One small file, 1,000 files of about 1 KB, and one file of 5,000 connections, all written anew into
a temporary folder. The programs run in turn, so that other load on the machine falls on all of
them; the ratio of the medians counts. Exit status 1 if one is over its budget.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "schemas" / "outbound-connection.schema.json"
STYLE = "{extends: relaxed, rules: {line-length: disable}}"
PROGRAMS = Path(sys.executable).parent
COMMANDS: dict[str, list[str | Path]] = {
    "outbound-lint": ["outbound-lint", "check"],
    "check-jsonschema": ["check-jsonschema", "--schemafile", SCHEMA],
    "yamllint": ["yamllint", "-d", STYLE],
}
BUDGETS = {
    "one small file": {"check-jsonschema": 0.24, "yamllint": 0.76},
    "1,000 files": {"check-jsonschema": 0.13},
    "5,000 connections": {"check-jsonschema": 0.15},
}
ENVIRONMENT = {  # an editable install is compiled by the first run, as pip compiles the others
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
HEADERS = {
    "Content-Type": "application/json",
    "Authorization": "Bearer ${SUPPORT_TOKEN}",
    "X-Team": "support",
}
GREETINGS = ["Hello, how can I help you?", "Guten Tag, wie können wir helfen?", 'Say "hello"']


def scalar(text: str, chance: random.Random) -> str:
    """Write a text in one of the scalar styles of YAML."""
    single = text.replace("'", "''")
    block = f"|\n      {text}"
    return chance.choice([f"'{single}'", json.dumps(text, ensure_ascii=False), block])


def connection(number: int, chance: random.Random) -> str:
    payload = {
        "agent": f"support-{number}",
        "greeting": chance.choice(GREETINGS),
        "simulation_output_id": "{{simulation_output_id}}",
        "options": {"attempts": 3, "record": True, "tags": ["a", "b"]},
    }
    dumped = json.dumps(payload, ensure_ascii=chance.random() < 0.5)
    return (
        f"  - name: support-{number}\n"
        f"    trigger_call_endpoint: https://voice.acme.dev/outbound/support/{number}\n"
        f"    trigger_call_headers: {scalar(json.dumps(HEADERS), chance)}\n"
        f"    phone_number_key: to  # the receiver's name for it\n"
        f"    trigger_call_payload: {scalar(dumped, chance)}\n"
    )


def document(connections: int, chance: random.Random) -> str:
    written = (connection(number, chance) for number in range(connections))
    return "# support lines\nconnections:\n" + "".join(written)


def corpora(folder: Path) -> dict[str, list[Path]]:
    chance = random.Random(1)
    many = [folder / f"{number}.yaml" for number in range(1000)]
    for path in many:
        path.write_text(document(chance.choice([2, 2, 3]), chance), encoding="utf-8")
    large = folder / "large.yaml"
    large.write_text(document(5000, chance), encoding="utf-8")
    return {"one small file": many[:1], "1,000 files": many, "5,000 connections": [large]}


def seconds(command: list[str | Path], paths: list[Path]) -> float:
    start = time.perf_counter()
    done = subprocess.run(
        [PROGRAMS / command[0], *command[1:], *paths],
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command[0]}: exit status {done.returncode}\n{done.stdout.decode()}")
    return time.perf_counter() - start


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    over = False
    with tempfile.TemporaryDirectory() as folder:
        for corpus, paths in corpora(Path(folder)).items():
            times: dict[str, list[float]] = {name: [] for name in COMMANDS}
            for _ in range((rounds if len(paths) > 1 else 6 * rounds) + 1):
                for name, command in COMMANDS.items():
                    times[name].append(seconds(command, paths))
            medians = {name: statistics.median(values[1:]) for name, values in times.items()}
            print(corpus)
            for name, median in medians.items():
                ratio = medians["outbound-lint"] / median
                budget = BUDGETS[corpus].get(name)
                told = f"  ratio {ratio:.2f}, at most {budget}" if budget else ""
                print(f"  {name:17}{median * 1000:8.1f} ms{told}")
                over = over or (budget is not None and ratio > budget)
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
