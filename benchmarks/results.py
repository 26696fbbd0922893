"""The results as a page of Markdown, and whether the budgets are met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from statistics import median
from typing import NamedTuple

from cases import BUDGETS, MEMORY_BUDGETS, Case
from measuring import Run
from programs import OURS


class Outcome(NamedTuple):
    """The runs of all programs in one case."""

    case: Case
    runs: Mapping[str, list[Run]]

    def seconds(self, program: str) -> float:
        """Return the median time of a program."""
        return median(run.seconds for run in self.runs[program])

    def ratio(self, program: str) -> float:
        """Return the time of outbound-lint as a multiple of that of a program."""
        return self.seconds(OURS) / self.seconds(program)


class Verdict(NamedTuple):
    """What came of a budget; the value is None where it was not measured."""

    case: str
    against: str
    value: float | None
    budget: float

    @property
    def is_met(self) -> bool | None:
        """Whether the value is within the budget; None where it was not measured."""
        return None if self.value is None else self.value <= self.budget


Memory = Mapping[str, Mapping[str, float | None]]
"""The peak memory in MiB, by case and program."""


def verdicts(outcomes: Iterable[Outcome], memory: Memory) -> list[Verdict]:
    """Compare what was measured with all budgets."""
    by_case = {outcome.case.title: outcome for outcome in outcomes}
    judged = []
    for case, budgets in BUDGETS.items():
        outcome = by_case.get(case)
        for peer, budget in budgets.items():
            value = outcome.ratio(peer) if outcome and peer in outcome.runs else None
            judged.append(Verdict(case, peer, value, budget))
    for case, budget in MEMORY_BUDGETS.items():
        judged.append(Verdict(case, "MiB", memory.get(case, {}).get(OURS), budget))
    return judged


def page(
    outcomes: Iterable[Outcome], memory: Memory, facts: Iterable[str], left_out: Iterable[str]
) -> str:
    """Write the results as Markdown.

    Args:
        outcomes: the times.
        memory: the memory.
        facts: sentences on the machine, the programs and the files.
        left_out: sentences on what was not measured.
    """
    outcomes = list(outcomes)
    judged = verdicts(outcomes, memory)
    lines = [
        "# Results of the benchmarks",
        "",
        "Written by `python benchmarks/run.py`; see CONTRIBUTING.md. Times are those of whole",
        "processes. All programs ran in turn, so that other work on the machine fell on all of",
        "them: the ratios count. A ratio is the median time of outbound-lint, divided by that of",
        "the other program. None of the others reads the JSON in the strings: they see no more of",
        "it than a pattern of the schema does, and some end at the first mistake.",
        "",
        "The files share many lines and values, as those of one team do. outbound-lint reads and",
        "proves what is repeated once: files that share nothing take up to twice as long.",
        "",
        "![Median times of all programs, by case](results.svg)",
        "",
        "## Budgets",
        "",
        *_table("case | against | measured | budget | met", map(_budget_row, judged)),
    ]
    for outcome in outcomes:
        lines += ["", f"## {_capitalized(outcome.case.title)}", "", *_times(outcome)]
    lines += ["", "## Peak memory", "", "The process and its children together, in MiB.", ""]
    programs = list(dict.fromkeys(name for row in memory.values() for name in row))
    rows = ([name, *(_memory(row.get(name)) for row in memory.values())] for name in programs)
    lines += [*_table(" | ".join(["program", *memory]), rows), "", "## Circumstances", ""]
    lines += [f"- {sentence}" for sentence in (*facts, *left_out)]
    return "\n".join(lines) + "\n"


def _times(outcome: Outcome) -> Iterator[str]:
    heads = "program | runs | median ms | from – to | processor ms | ratio"
    rows = []
    for name, runs in outcome.runs.items():
        milliseconds = [1000 * run.seconds for run in runs]
        row = [
            name,
            str(len(runs)),
            f"{median(milliseconds):,.1f}",
            f"{min(milliseconds):,.1f} – {max(milliseconds):,.1f}",
            f"{1000 * median(run.processor_seconds for run in runs):,.1f}",
            "" if name == OURS else f"{outcome.ratio(name):.3f}",
        ]
        if outcome.case.broken:
            row.append("yes" if runs[0].status else "no")
        rows.append(row)
    heads += " | finds it" if outcome.case.broken else ""
    yield from _table(heads, rows)


def _budget_row(verdict: Verdict) -> list[str]:
    met = {True: "yes", False: "**no**", None: "not measured"}[verdict.is_met]
    value = "" if verdict.value is None else f"{verdict.value:.4g}"
    return [verdict.case, verdict.against, value, f"{verdict.budget:g}", met]


def _table(heads: str, rows: Iterable[list[str]]) -> Iterator[str]:
    names = heads.split(" | ")
    yield f"| {heads} |"
    yield "|" + " --- |" * len(names)
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _memory(mebibytes: float | None) -> str:
    return "" if mebibytes is None else f"{mebibytes:.1f}"


def _capitalized(text: str) -> str:
    return text[0].upper() + text[1:]
