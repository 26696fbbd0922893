"""Write the documents that are made from the program, or check that they are current.

    python tools/generate_docs.py           # write them
    python tools/generate_docs.py --check   # exit 1 and show what differs

Generated are `docs/rules/`, a page for each rule and a table of all, and in README.md and
docs/*.md what stands below each `$ outbound-lint …` in a block marked `console`.
"""

from __future__ import annotations

import argparse
import difflib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from outbound_lint import cli
from outbound_lint.rules import RULES

ROOT = Path(__file__).parent.parent
RULE_PAGES = ROOT / "docs" / "rules"
TOUR = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

_NOTE = "<!-- Made by tools/generate_docs.py from src/outbound_lint/rules: edit there. -->\n\n"
_CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_TODAY = "1782864000"  # 2026-07-01, so that what depends on the date stays the same


def main() -> int:
    """Write what is stale, or tell it; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if stale")
    check = parser.parse_args().check
    stale = list(_stale())
    for path, old, new in stale:
        name = path.relative_to(ROOT).as_posix()
        if not check:
            print(f"{'wrote' if new else 'removed'} {name}")
            _put(path, new)
            continue
        difference = difflib.unified_diff(
            old.splitlines(), new.splitlines(), name, f"{name} as it should be", lineterm="", n=1
        )
        print("\n".join(difference))
    if check and stale:
        print(
            f"\n{len(stale)} stale: run `python tools/generate_docs.py` and commit what it writes"
        )
    return int(check and bool(stale))


def _stale() -> Iterator[tuple[Path, str, str]]:
    """Yield each document that differs: its path, what it holds, and what it should hold."""
    wanted = dict(_rule_pages())
    wanted |= {path: "" for path in RULE_PAGES.glob("*") if path not in wanted}
    wanted |= {path: _with_outputs(_text(path)) for path in TOUR}
    for path, new in wanted.items():
        old = _text(path)
        if old != new:
            yield path, old, new


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _put(path: Path, text: str) -> None:
    if not text:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _rule_pages() -> Iterator[tuple[Path, str]]:
    yield RULE_PAGES / "README.md", _NOTE + "".join(_table())
    for rule in RULES:
        yield RULE_PAGES / f"{rule.name}.md", _NOTE + _output_of("explain", rule.name)


def _table() -> Iterator[str]:
    yield "# Rules\n\n"
    yield f"{len(RULES)} rules. `outbound-lint explain RULE` prints the page of each. "
    yield "An info is off unless it is selected.\n"
    infos = [rule.info() for rule in RULES]
    for family in dict.fromkeys(info.family for info in infos):
        yield f"\n## {family}\n\n| rule | severity | finds |\n| --- | --- | --- |\n"
        for info in (info for info in infos if info.family == family):
            summary = info.summary.replace("|", "\\|")
            yield f"| [{info.name}]({info.name}.md) | {info.severity} | {summary} |\n"


def _output_of(*arguments: str) -> str:
    """Run a command of the program in this process."""
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(output):
        status = cli.main(arguments)
    if status:
        raise SystemExit(f"outbound-lint {' '.join(arguments)}: exit status {status}")
    return output.buffer.getvalue().decode()


def _with_outputs(text: str) -> str:
    """Return a document with the output of each of its commands as it is now."""
    return _CONSOLE.sub(lambda block: _session(block[0]), text)


def _session(block: str) -> str:
    """Run the commands of a block, and write what each says below it."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{_run(command)}" for command in commands)


def _run(command: str) -> str:
    """Run a line of a document as a shell does, in the root of the repository."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "outbound-lint"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m outbound_lint "$@"\n')
        program.chmod(0o755)
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"FORCE_COLOR", "COLUMNS"}
        } | {
            "NO_COLOR": "1",
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "SOURCE_DATE_EPOCH": _TODAY,
        }
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode not in {0, 1}:
        raise SystemExit(f"{command}: exit status {done.returncode}\n{done.stdout.decode()}")
    return done.stdout.decode()


if __name__ == "__main__":
    sys.exit(main())
