"""What each case reports, word for word: `snapshot.txt` beside the cases of a rule.

A change of wording fails here until `pytest tests/rules --update-snapshots` has written it into the
snapshot, where a reviewer sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from outbound_lint.findings.model import Diagnostic
from tests.rules import corpus
from tests.rules.format import FOLDER, Case, load
from tests.rules.marks import lint
from tests.rules.writing import write_out

HOW_TO_UPDATE = "the words have changed: run `pytest tests/rules --update-snapshots`, and review"


def visible(text: str) -> str:
    """Escape what can't be seen."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )


def reported(one: Diagnostic) -> Iterator[str]:
    """Yield the lines of a finding."""
    yield f"{one.severity}[{one.rule}]: {one.message}"
    for related in one.related:
        yield f"  related: {related.message}"
    yield f"  help: {one.hint}"


def section(case: Case) -> str:
    """Return what a case reports in its first form."""
    document = next(write_out(case))
    findings = lint(document.data, case.rule, document.path).diagnostics
    lines = [f"# {case.name}", *(line for one in findings for line in reported(one)), ""]
    return "\n".join(visible(line) for line in lines)


def compare(path: Path, text: str, *, update: bool) -> None:
    """Fail if a file does not hold a text, or write it."""
    if update:
        path.write_text(text, encoding="utf-8")
        return
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if before != text:
        names = (f"{path.parent.name}/{path.name}", "now")
        diff = unified_diff(before.splitlines(), text.splitlines(), *names, lineterm="")
        pytest.fail("\n".join([HOW_TO_UPDATE, *diff]), pytrace=False)


@pytest.mark.parametrize("rule", corpus.RULES)
def test_messages_and_hints_are_the_reviewed_ones(rule: str, update_snapshots: bool) -> None:
    text = "\n".join(section(case) for case in load(rule, "cases"))
    compare(FOLDER / rule / "snapshot.txt", text, update=update_snapshots)


def test_a_snapshot_that_differs_is_shown_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.txt"
    compare(path, "# one\nerror: a\n", update=True)
    compare(path, "# one\nerror: a\n", update=False)
    for changed, line in (("# one\nerror: b\n", "+error: b"), ("# one\n", "-error: a")):
        with pytest.raises(pytest.fail.Exception, match=r"--update-snapshots") as failure:
            compare(path, changed, update=False)
        assert line in str(failure.value)


def test_a_snapshot_that_is_missing_fails(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"\+# one"):
        compare(tmp_path / "snapshot.txt", "# one\n", update=False)


def test_every_snapshot_belongs_to_cases() -> None:
    snapshots = {path.parent for path in FOLDER.glob("*/snapshot.txt")}
    assert snapshots == {path.parent for path in FOLDER.glob("*/cases.yaml")}
