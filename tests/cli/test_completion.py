"""What a shell completes."""

from __future__ import annotations

from pathlib import Path

import pytest

from outbound_lint.cli import main
from tests.cli import samples


@pytest.fixture
def complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> object:
    """Return what zsh would offer after some words: pairs of a type and a value."""
    monkeypatch.chdir(tmp_path)
    samples.write(tmp_path / "agents", a=samples.VALID)

    def call(*words: str) -> list[tuple[str, str]]:
        monkeypatch.setenv("_OUTBOUND_LINT_COMPLETE", "zsh_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(("outbound-lint", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        with pytest.raises(SystemExit):
            main([])
        out, err = capfd.readouterr()
        assert err == ""
        lines = out.splitlines()
        return list(zip(lines[::3], lines[1::3], strict=True))

    return call


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (["ex"], ["explain"]),
        (["check", "--fail-on", "w"], ["warning"]),
        (["check", "-o", "j"], ["json"]),
        (["check", "-o", ""], ["text", "concise", "json"]),
        (["check", "--select", "payload-key-c"], ["payload-key-collision"]),
        (["check", "--ignore", "auth,payload-key-c"], ["auth,payload-key-collision"]),
        (["check", "--probe-t"], ["--probe-timeout"]),
        (["preview", "--format", "c"], ["curl"]),
        (["explain", "payload-key-c"], ["payload-key-collision"]),
        (["schema", "rep"], ["report"]),
    ],
)
def test_commands_options_formats_and_rules_are_completed(
    complete: object, words: list[str], values: list[str]
) -> None:
    assert complete(*words) == [("plain", value) for value in values]  # type: ignore[operator]


@pytest.mark.parametrize(
    "words",
    [
        ["check", "ag"],
        ["check", "a.yaml", "ag"],
        ["preview", "ag"],
        ["check", "--probe-ca-bundle", "ag"],
    ],
)
def test_paths_are_completed_by_the_shell(complete: object, words: list[str]) -> None:
    assert complete(*words) == [("file", "ag")]  # type: ignore[operator]


def test_without_a_word_the_commands_are_offered(complete: object) -> None:
    offered = complete("")  # type: ignore[operator]
    assert ("plain", "check") in offered
