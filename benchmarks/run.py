"""Compare outbound-lint with other programs, and write RESULTS.md and results.svg.

    python benchmarks/run.py            # about ten minutes
    python benchmarks/run.py --quick    # fewer rounds; prints the page and writes nothing

The programs are installed in `benchmarks/.programs`, each in a separate folder, and what cannot be
installed is left out. They run in turn, round after round, so that other work on the machine
falls on all of them. Before, each runs once, and the files are read. Linux only.

Exit status 1 if a budget of `cases.py` is not met.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import corpus
from cases import CASES, MEMORY_CASES, MOST_SECONDS, Case, folders
from measuring import Run, peak_memory, run
from plot import Row, picture
from programs import OURS, PROGRAMS, Program, install, version_of
from results import Outcome, page, verdicts

HERE = Path(__file__).parent
TOOLS = HERE / ".programs"


class Bench:
    """The programs and the files, ready to run."""

    def __init__(self, programs: list[Program], root: Path) -> None:
        self.programs = programs
        self.left_out: list[str] = []
        self._root = root
        self._names = {
            folder: corpus.write(root / folder, files) for folder, files in folders().items()
        }
        for file in root.glob("*/*"):
            file.read_bytes()
        for program in programs:
            self._run(program, CASES[0])

    def times(self, case: Case, rounds: int) -> Outcome:
        """Measure the time of all programs in a case, in turn.

        A program that refuses valid files is left out, and a slow one has fewer rounds.
        """
        runs: dict[str, list[Run]] = {program.name: [] for program in self._able(case)}
        for number in range(rounds):
            for program in self._in_turn(case, number):
                so_far = runs.get(program.name)
                if so_far is None or sum(run.seconds for run in so_far) > MOST_SECONDS:
                    continue
                so_far.append(self._run(program, case))
                if self._is_wrong(program, case, so_far[-1]):
                    del runs[program.name]
        return Outcome(case, runs)

    def memory(self, case: Case) -> dict[str, float | None]:
        """Measure the peak memory of all programs in a case."""
        return {
            program.name: peak_memory(self._command(program, case), self._folder(case), case.cores)
            for program in self._able(case)
        }

    def _in_turn(self, case: Case, number: int) -> list[Program]:
        """Return the programs in another order each round: what ran before has an influence."""
        programs = self._able(case)
        return Random(number).sample(programs, len(programs))

    def _able(self, case: Case) -> list[Program]:
        many = len(self._names[case.folder]) > 1
        return [program for program in self.programs if not (many and program.slow)]

    def _is_wrong(self, program: Program, case: Case, done: Run) -> bool:
        """Return whether a program does not say what it must, so that its time means nothing."""
        if case.broken and program.name != OURS:  # not all can see the mistakes
            return False
        if bool(done.status) == case.broken:
            return False
        sentence = f"{program.name} is left out of “{case.title}”: exit status {done.status}."
        print(f"{sentence}\n{done.output}", file=sys.stderr)
        if program.name == OURS:
            raise SystemExit(2)
        self.left_out.append(sentence)
        return True

    def _run(self, program: Program, case: Case) -> Run:
        return run(self._command(program, case), self._folder(case), case.cores)

    def _command(self, program: Program, case: Case) -> list[str]:
        return program.arguments(TOOLS, self._names[case.folder])

    def _folder(self, case: Case) -> Path:
        return self._root / case.folder


def main() -> int:
    """Run the benchmarks; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds; write no files")
    quick = parser.parse_args().quick
    missing = install(TOOLS)
    if OURS in missing:
        return 2
    programs = [program for program in PROGRAMS if program.name not in missing]
    load = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(programs, Path(folder))
        outcomes = []
        for case in CASES:
            print(case.title, file=sys.stderr)
            outcomes.append(bench.times(case, max(1, case.rounds // 3) if quick else case.rounds))
            load.append(os.getloadavg()[0])
        memory = {case.title: bench.memory(case) for case in MEMORY_CASES}
    left_out = [f"Left out: {reason}." for reason in missing.values()] + bench.left_out
    left_out += [
        f"{program.name} runs only with single files: with many it takes too long."
        for program in programs
        if program.slow
    ]
    text = page(outcomes, memory, _facts(programs, load), left_out)
    if quick:
        print(text)
    else:
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8", newline="\n")
        groups = [(outcome.case.title, _rows(outcome)) for outcome in outcomes]
        (HERE / "results.svg").write_text(picture(groups, OURS), encoding="utf-8", newline="\n")
    missed = [verdict for verdict in verdicts(outcomes, memory) if verdict.is_met is False]
    for case_title, against, value, budget in missed:
        print(f"over budget: {case_title}, {against}: {value:.4g} > {budget:g}", file=sys.stderr)
    return int(bool(missed))


def _rows(outcome: Outcome) -> list[Row]:
    rows = []
    for name, runs in outcome.runs.items():
        seconds = [run.seconds for run in runs]
        rows.append(Row(name, min(seconds), outcome.seconds(name), max(seconds)))
    return rows


def _facts(programs: list[Program], load: list[float]) -> list[str]:
    """Return sentences on the machine, the programs and the files."""
    machine = f"{platform.system()} on {platform.machine()}"
    processors = len(os.sched_getaffinity(0))
    python = platform.python_version()
    versions = (f"{program.name} {version_of(program)}" for program in programs)
    return [
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}, {processors} processors, Python {python}.",
        f"Load of the machine: {min(load):.1f} to {max(load):.1f}; above 1.0 other work took part.",
        f"{', '.join(versions)}.",
        f"Files: `corpus.py`, {corpus.digest()}.",
    ]


if __name__ == "__main__":
    sys.exit(main())
