"""docs/library.md: its examples print what the page says, and the package exports its names."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import outbound_lint
from tests.checkout import ROOT

FILE = ROOT / "docs" / "library.md"
PAGE = FILE.read_text(encoding="utf-8")


EXAMPLES = re.findall(
    r"^```python\n(.*?)^```$.*?^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL
)


@pytest.mark.parametrize(("program", "output"), EXAMPLES, ids=["lint_text", "fix_text"])
def test_the_examples_print_what_the_page_says(
    program: str, output: str, update_snapshots: bool
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    if update_snapshots:
        page = FILE.read_text(encoding="utf-8")
        FILE.write_text(page.replace(output, done.stdout), encoding="utf-8")
    else:
        assert done.stdout == output


def test_the_classes_of_the_page_have_the_members_it_names() -> None:
    rows = re.findall(r"^\| `([A-Z]\w+)` \| (.*) \|$", PAGE, re.MULTILINE)
    assert {name for name, _ in rows} == {"Report", "FileReport", "Diagnostic"}
    for name, members in rows:
        for member in re.findall(r"`(\w+)", members):
            assert hasattr(getattr(outbound_lint, name), member)


def test_the_package_exports_what_it_lists_and_nothing_is_imported_before() -> None:
    for name in outbound_lint.__all__:
        assert getattr(outbound_lint, name)
    assert not hasattr(outbound_lint, "no_such_name")
    script = (
        "import sys, outbound_lint; print([n for n in sys.modules if n[:14] == 'outbound_lint.'])"
    )
    assert subprocess.check_output([sys.executable, "-c", script], cwd=ROOT / "src") == b"[]\n"
