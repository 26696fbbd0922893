"""What a shell completes, and the scripts for the shells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outbound_lint.cli.options import FORMATS
from tests.cli.conftest import Run

Complete = Callable[[str], list[tuple[str, str]]]


@pytest.fixture
def complete(run: Run, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """Return what is offered for a line up to the cursor: pairs of a kind and a text."""

    def call(line: str) -> list[tuple[str, str]]:
        monkeypatch.setenv("_OUTBOUND_LINT_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", f"outbound-lint {line}")
        result = run()
        assert (result.status, result.err) == (0, "")
        candidates = [line.split("\t") for line in result.out.splitlines()]
        return [(kind, text) for kind, text, _ in candidates]

    return call


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("ex", ["explain"]),
        ("check --fail-on w", ["warning"]),
        ("check -o js", ["json"]),
        ("check -o ", list(FORMATS)),
        ("check --output=js", ["--output=json"]),
        ("check --select payload-key-c", ["payload-key-collision"]),
        ("check --ignore auth,payload-key-c", ["auth,payload-key-collision"]),
        ("check --probe-t", ["--probe-timeout"]),
        ("check 'a b.yaml' --probe-t", ["--probe-timeout"]),
        ("preview --format c", ["curl"]),
        ("explain payload-key-c", ["payload-key-collision"]),
        ("schema rep", ["report"]),
        ("schema se", ["settings"]),
        ("se", ["settings"]),
        ("check --conf", ["--config"]),
        ("me", ["merge"]),
        ("merge -o ", ["concise", "json", "sarif", "github", "gitlab"]),
        ("merge a.json --fail-on w", ["warning"]),
        ("check --sh", ["--shard", "--show-files", "--show-suppressed"]),
        ("init --f", ["--from"]),
        ("init --provider ret", ["retell"]),
        ("explain provider:ret", ["provider:retell"]),
        ("prov", ["providers"]),
        ("providers --m", ["--match"]),
        ("frobnicate x", []),
    ],
)
def test_commands_options_formats_and_rules_are_completed(
    complete: Complete, line: str, texts: list[str]
) -> None:
    assert complete(line) == [("plain", text) for text in texts]


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("check ag", "file", "ag"),
        ("check a.yaml ag", "file", "ag"),
        ("check a.yaml ", "file", ""),
        ("check a=b", "file", "a=b"),
        ("check 'a b", "file", "a b"),
        ("preview ag", "file", "ag"),
        ("check --probe-ca-bundle ag", "file", "ag"),
        ("check --probe-ca-bundle=ag", "file-after-equals", "ag"),
        ("check -o json=ag", "file-after-equals", "ag"),
        ("check -o json=", "file-after-equals", ""),
        ("check --exclude ag", "file", "ag"),
        ("check --config ag", "file", "ag"),
        ("check --files-from li", "file", "li"),
        ("check --files-from=li", "file-after-equals", "li"),
        ("settings ag", "file", "ag"),
        ("merge a.json ag", "file", "ag"),
        ("merge -o concise=ag", "file-after-equals", "ag"),
        ("settings . --config ag", "file", "ag"),
        ("init --from ag", "file", "ag"),
        ("check - --stdin-filename ag", "file", "ag"),
    ],
)
def test_names_of_files_are_completed_by_the_shell(
    complete: Complete, line: str, kind: str, text: str
) -> None:
    assert complete(line) == [(kind, text)]


def test_without_a_word_the_commands_are_offered(complete: Complete) -> None:
    assert ("plain", "check") in complete("")


@pytest.mark.parametrize("value", ["bash", "tcsh_source", "bash_souce"])
def test_an_unknown_shell_is_a_usage_error(
    run: Run, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("_OUTBOUND_LINT_COMPLETE", value)
    result = run()
    assert result.status == 2
    assert "set it to one of bash_source, zsh_source, fish_source" in result.err
