"""For any bytes nothing is raised, and the same input gives the same report."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from outbound_lint.findings.model import FileReport
from outbound_lint.findings.settings import Settings
from outbound_lint.run.files import Task, lint_bytes
from tests.syntax.writers import HCL, WRITERS, write_file

MARKER = b"trigger_call_payload: "
YAML_ISH = st.lists(
    st.sampled_from(
        [
            *(
                "trigger_call_endpoint",
                "trigger_call_headers",
                "trigger_call_payload",
                "connections",
            ),
            *(
                "phone_number_key",
                "name",
                ": ",
                ":",
                "- ",
                "?",
                "\n",
                "\n  ",
                "\n    ",
                "\r\n",
                "\r",
            ),
            *(
                "{",
                "}",
                "[",
                "]",
                ",",
                "'",
                '"',
                "|",
                ">",
                "|2-",
                "#",
                " #",
                "&a ",
                "*a",
                "<<",
                "!!str ",
            ),
            *(
                "!x ",
                "---\n",
                "...\n",
                "%YAML 1.1\n",
                "%TAG ! x\n",
                "https://a.dev/b",
                '{"a": 1}',
                "\\",
            ),
            *(
                "\t",
                " ",
                "~",
                "1",
                "${A}",
                "{{b}}",
                "\0",
                "\ufeff",
                "\u2028",
                "\x85",
                "😀",
                "é",
                "\x7f",
            ),
        ]
    ),
    max_size=40,
).map("".join)


def lint(data: bytes, kind: str, *, named: bool = True) -> FileReport:
    report = lint_bytes(data, path=f"a.{kind}", task=Task(Settings(), 0, "."), named=named)
    assert "internal-error" not in {one.rule for one in report.diagnostics}
    length = len(report.source.value) if report.source else 0
    for one in report.diagnostics:
        assert 0 <= one.span.start <= one.span.end <= length
    return report._replace(source=None)


@settings(max_examples=300)
@given(st.binary(max_size=200), st.sampled_from(["yaml", "json"]), st.booleans())
def test_no_bytes_raise(data: bytes, kind: str, named: bool) -> None:
    for text in (data, MARKER + data, data + b"\n" + MARKER, b'{"trigger_call_payload": ' + data):
        lint(text, kind, named=named)


@settings(max_examples=400)
@given(YAML_ISH)
def test_no_text_that_looks_like_yaml_raises(text: str) -> None:
    data = text.encode("utf-8", "replace")
    assert lint(MARKER + data, "yaml") == lint(MARKER + data, "yaml")


@settings(max_examples=300)
@given(
    st.randoms(use_true_random=False),
    st.sampled_from(sorted([*WRITERS, *HCL])),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.binary(max_size=3)), max_size=4),
)
def test_no_damaged_file_raises(
    random: Random, style: str, damages: list[tuple[float, int, bytes]]
) -> None:
    written = write_file(random, style)
    data = written.text.encode()
    for where, cut, put in damages:
        at = int(where * len(data))
        data = data[:at] + put + data[at + cut :]
    kind = written.path.rpartition(".")[2]
    assert lint(data, kind) == lint(data, kind)
