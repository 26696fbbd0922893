"""Many files in several processes: the same reports, and none lost."""

from __future__ import annotations

import errno
import os
import re
import sys
from pathlib import Path

import pytest

from outbound_lint.connections import fast_path
from outbound_lint.engine import lint_text
from outbound_lint.findings.model import FileReport, Report
from outbound_lint.findings.settings import Settings
from outbound_lint.run import files
from outbound_lint.run.discovery import discover
from outbound_lint.run.reading import FoundFile, read
from outbound_lint.syntax.values import Value

needs_fork = pytest.mark.skipif(
    sys.platform != "linux", reason="the patch reaches a process by fork only"
)

VALID = "trigger_call_endpoint: https://voice.acme.dev/outbound\n"
INVALID = "trigger_call_endpoint: [\n"


def task(root: Path) -> files.Task:
    return files.Task(Settings(), 0.0, os.fspath(root))


def rules(reports: list[FileReport]) -> dict[str, list[str]]:
    return {
        report.path: [diagnostic.rule for diagnostic in report.diagnostics]
        for report in reports
        if any(diagnostic.severity == "error" for diagnostic in report.diagnostics)
    }


@pytest.fixture
def many(tmp_path: Path) -> list[FoundFile]:
    for number in range(310):
        (tmp_path / f"f{number:03}.yaml").write_text(INVALID if number % 100 == 7 else VALID)
    return discover(["."], cwd=os.fspath(tmp_path))


@pytest.mark.parametrize("jobs", [1, 2, 9, None])
def test_each_file_has_its_report_in_the_order_given(
    tmp_path: Path, many: list[FoundFile], jobs: int | None
) -> None:
    reports = files.lint_files(many, task(tmp_path), jobs=jobs)
    assert [report.path for report in reports] == [found.path for found in many]
    assert rules(reports) == {f"f{n:03}.yaml": ["syntax-error"] for n in (7, 107, 207, 307)}


@needs_fork
def test_processes_are_started_only_if_they_save_time(
    tmp_path: Path, many: list[FoundFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(os, "fork", refuse)
    assert len(files.lint_files(many[:99], task(tmp_path), jobs=8)) == 99
    assert len(files.lint_files(many, task(tmp_path), jobs=1)) == 310
    with pytest.raises(AssertionError):
        files.lint_files(many, task(tmp_path), jobs=2)


@needs_fork
def test_a_system_that_starts_no_processes_lints_in_one(
    tmp_path: Path, many: list[FoundFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "raised by the test")

    monkeypatch.setattr(os, "fork", refuse)
    assert len(files.lint_files(many, task(tmp_path), jobs=2)) == 310


def _die_of_f207(text: str, *, path: str, settings: Settings, now: float, named: bool) -> Report:
    if path == "f207.yaml":
        os._exit(1)
    return lint_text(text, path=path, settings=settings, now=now, named=named)


@needs_fork
def test_a_file_that_ends_its_process_is_an_internal_error_and_the_others_are_linted(
    tmp_path: Path, many: list[FoundFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "lint_text", _die_of_f207)
    reports = files.lint_files(many, task(tmp_path), jobs=2)
    assert [report.path for report in reports] == [found.path for found in many]
    assert rules(reports) == {
        "f007.yaml": ["syntax-error"],
        "f107.yaml": ["syntax-error"],
        "f207.yaml": ["internal-error"],
        "f307.yaml": ["syntax-error"],
    }


@pytest.mark.parametrize("error", [RecursionError, OSError, ValueError])
def test_an_internal_error_names_type_and_place_of_the_exception_and_never_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(text: str, **_: object) -> Report:
        raise error(text)

    monkeypatch.setattr(files, "lint_text", fail)
    report = files.lint_bytes(b"text of the file", path="a.yaml", task=task(tmp_path), named=True)
    (diagnostic,) = report.diagnostics
    assert diagnostic.rule == "internal-error"
    assert re.fullmatch(
        rf"internal error \({error.__name__} at outbound_lint/run/files\.py:\d+\): "
        "this file was not checked",
        diagnostic.message,
    )
    assert "text of the file" not in repr(diagnostic)


def test_memory_that_runs_out_is_not_called_a_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(text: str, **_: object) -> Report:
        raise MemoryError

    monkeypatch.setattr(files, "lint_text", fail)
    report = files.lint_bytes(b"text", path="a.yaml", task=task(tmp_path), named=True)
    (diagnostic,) = report.diagnostics
    assert diagnostic.message == "this file was not checked: out of memory"
    assert "Report" not in diagnostic.hint


def test_a_report_is_sorted_and_explains_only_the_rules_it_names(tmp_path: Path) -> None:
    made = [
        files.lint_bytes(text.encode(), path=path, task=task(tmp_path), named=True)
        for path, text in (("b.yaml", INVALID), ("c.yaml", "a: 1"), ("a.yaml", "a: 1"))
    ]
    report = files.assemble(made)
    assert [file.path for file in report.files] == ["a.yaml", "b.yaml", "c.yaml"]
    assert [info.name for info in report.rules] == ["syntax-error"]


PLAINLY_VALID = (
    "trigger_call_endpoint: https://voice.acme.dev/outbound\n"
    'trigger_call_headers: \'{"Content-Type":"application/json","Authorization":"Bearer ${T}"}\'\n'
)
KINDS = {
    "valid.yaml": PLAINLY_VALID.encode(),
    "valid.json": b'{"connections": []}',
    "two.yaml": f"---\n{PLAINLY_VALID}---\n{PLAINLY_VALID}".encode(),
    "finding.yaml": VALID.encode(),
    "broken.yaml": INVALID.encode(),
    "no-connection.yaml": b"a: 1\n",
    "empty.yaml": b"",
    "latin-1.yaml": PLAINLY_VALID.replace("acme", "acm\xe9").encode("latin-1"),
    "age.yaml": b"age-encryption.org/v1\n",
    "comment.yaml": f"# outbound-lint: ignore[header-missing-auth] why\n{PLAINLY_VALID}".encode(),
    "large.yaml": (PLAINLY_VALID + "# a comment\n" * 10_000).encode(),
}


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(partial=True),
        Settings(rules=frozenset(["header-missing-auth"])),
        Settings(rules=frozenset(["yaml-ambiguous"])),
        Settings(placeholders=("<[a-z]+>",)),
    ],
)
def test_files_linted_together_have_the_reports_that_each_has_alone(
    tmp_path: Path, settings: Settings
) -> None:
    for name, data in KINDS.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "missing-link.yaml").symlink_to("nothing.yaml")
    found = discover(["."], cwd=os.fspath(tmp_path))
    assert len(found) == len(KINDS) + 1
    of_all = files.Task(settings, 0.0, os.fspath(tmp_path))
    alone = [files.lint_files([file], of_all)[0] for file in found]
    made = [
        files.lint_bytes(
            read(file.absolute, root=of_all.root), path=file.path, task=of_all, named=True
        )
        for file in found
    ]
    together = files.lint_files(found, of_all)
    for each, one, direct in zip(together, alone, made, strict=True):
        assert each.diagnostics == one.diagnostics == direct.diagnostics
        assert each.connections == one.connections == direct.connections


def test_a_bug_in_the_proof_of_a_file_leaves_the_others_linted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(text: str, documents: list[Value]) -> int | None:
        assert "second" not in text
        return count_if_valid(text, documents)

    count_if_valid = fast_path.count_if_valid
    monkeypatch.setattr(fast_path, "count_if_valid", fail)
    for name in ("first", "second", "third"):
        (tmp_path / f"{name}.yaml").write_text(PLAINLY_VALID.replace("outbound", name))
    reports = files.lint_files(discover(["."], cwd=os.fspath(tmp_path)), task(tmp_path))
    assert rules(reports) == {"second.yaml": ["internal-error"]}
    assert [report.connections for report in reports] == [1, 0, 1]
