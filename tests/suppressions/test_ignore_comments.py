"""Ignore comments: what they hide, and what is counted; the rules about them have cases."""

from __future__ import annotations

import pytest

from outbound_lint import lint_text
from outbound_lint.findings.model import FileReport
from outbound_lint.findings.selection import select
from outbound_lint.findings.settings import Settings
from outbound_lint.suppressions import applying, comments
from tests.growth import is_linear

HEADERS = """'{"X-API-Key": "${KEY}", "Content-Type": "application/json"}'"""
WRONG = f"""\
trigger_call_endpoint: http://voice.acme.dev/outbound
trigger_call_headers: {HEADERS}
"""
RIGHT = WRONG.replace("http:", "https:")
COMMENT = "# outbound-lint: ignore[endpoint-scheme] the old server has no certificate\n"
FILE_COMMENT = COMMENT.replace("ignore", "ignore-file")


def lint(text: str, path: str = "a.yaml", *, rules: str = "", named: bool = True) -> FileReport:
    settings = Settings(select(rules.split(), [], [])) if rules else Settings()
    (file,) = lint_text(text, path=path, settings=settings, now=0, named=named).files
    return file


def reported(file: FileReport) -> list[str]:
    return [one.rule for one in file.diagnostics]


def hidden(file: FileReport) -> list[tuple[str, str]]:
    return [(one.diagnostic.rule, one.reason) for one in file.suppressed]


def test_a_finding_below_a_comment_is_suppressed_with_the_reason_of_the_comment() -> None:
    file = lint(COMMENT + WRONG)
    assert reported(file) == []
    assert hidden(file) == [("endpoint-scheme", "the old server has no certificate")]


def test_only_findings_of_the_named_rule_are_suppressed() -> None:
    text = COMMENT + WRONG.replace("http://voice", "http://localhost/#")
    assert reported(lint(text)) == ["endpoint-not-public", "endpoint-fragment"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(line_end: str) -> None:
    file = lint((COMMENT + WRONG).replace("\n", line_end))
    assert (reported(file), len(file.suppressed)) == ([], 1)


def test_a_comment_ends_with_the_value_of_its_key() -> None:
    text = f"connections:\n  {COMMENT}  a:\n    trigger_call_endpoint: http://a.acme.dev\n"
    text += "    trigger_call_payload: |\n      {}\n\n  b:\n    trigger_call_endpoint: http://b.acme.dev\n"
    file = lint(text, rules="endpoint-scheme")
    assert [one.connection for one in file.diagnostics] == ["b"]
    assert [one.diagnostic.connection for one in file.suppressed] == ["a"]


def test_a_finding_that_connections_share_through_an_anchor_is_suppressed_once() -> None:
    text = f"x-base: &base\n  {COMMENT}  " + WRONG.replace("\n", "\n  ").rstrip(" ")
    text += "connections:\n  a:\n    <<: *base\n  b:\n    <<: *base\n"
    file = lint(text)
    assert reported(file) == []
    (one,) = file.suppressed
    assert (one.diagnostic.connection, one.diagnostic.also) == ("a", ("b",))


def test_of_several_comments_the_one_that_covers_the_fewest_lines_gives_the_reason() -> None:
    text = "# outbound-lint: ignore-file[endpoint-scheme] wide\n"
    text += WRONG.replace("outbound\n", "outbound # outbound-lint: ignore[endpoint-scheme] near\n")
    assert hidden(lint(text)) == [("endpoint-scheme", "near")]


def test_a_comment_for_the_file_holds_in_every_document_and_wherever_it_is() -> None:
    for text in (f"{WRONG}---\n{WRONG}{FILE_COMMENT}", f"{FILE_COMMENT}---\n{WRONG}---\n{WRONG}"):
        file = lint(text)
        assert (reported(file), len(file.suppressed)) == ([], 2)


def test_a_comment_in_json_is_text() -> None:
    text = '{"name": "# outbound-lint: ignore[auth]", "trigger_call_endpoint": "http://a.acme.dev"}'
    file = lint(text, "a.json")
    assert reported(file) == ["auth-missing", "endpoint-scheme"]


def test_syntax_errors_stay_and_comments_in_such_a_file_are_not_called_unused() -> None:
    broken = f"---\n{RIGHT}key: [\n"
    file = lint(f"{FILE_COMMENT}{COMMENT}{RIGHT}{broken}")
    assert reported(file) == ["syntax-error"]
    file = lint(f"{COMMENT}{WRONG}{broken}")
    assert (reported(file), len(file.suppressed)) == (["syntax-error"], 1)


def test_a_comment_in_a_valid_file_is_unused() -> None:
    assert reported(lint(COMMENT + RIGHT)) == ["suppression-unused"]


def test_rules_that_do_not_run_are_not_unused() -> None:
    text = "# outbound-lint: ignore[secret-hardcoded, endpoint-port] x\n" + RIGHT
    assert reported(lint(text)) == ["suppression-unused"]
    assert reported(lint(text, rules="default endpoint-port")) == ["suppression-unused"] * 2
    assert reported(lint(text, rules="headers suppression")) == []
    assert reported(lint(text, "<stdin>", named=False)) == []


def test_the_rules_about_comments_can_be_left_out() -> None:
    text = f"# outbound-lint: ignore[all] x\n{COMMENT}{RIGHT}"
    assert reported(lint(text, rules="headers")) == []
    assert reported(lint(text, rules="suppression-unknown")) == ["suppression-unknown"]
    assert reported(lint(text, rules="suppression-unused")) == []
    assert reported(lint(text, rules="endpoint suppression-unused")) == ["suppression-unused"]


def test_a_fingerprint_does_not_depend_on_comments() -> None:
    text = f"- {WRONG}".replace("\n", "\n  ").rstrip(" ") * 2
    first, second = (one.fingerprint for one in lint(text).diagnostics)
    file = lint(text.replace("- ", f"{COMMENT}- ", 1))
    assert [one.fingerprint for one in file.diagnostics] == [second]
    assert [one.diagnostic.fingerprint for one in file.suppressed] == [first]
    assert first != second


def test_suppressed_findings_do_not_count_toward_the_limit_of_a_file() -> None:
    text = FILE_COMMENT + "".join(f"- trigger_call_endpoint: http://a{i}.io\n" for i in range(300))
    file = lint(text, rules="endpoint-scheme")
    assert (reported(file), len(file.suppressed)) == ([], 300)


def test_a_secret_in_a_reason_is_masked() -> None:
    secret = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    file = lint(COMMENT.replace("the old", secret) + WRONG)
    ((_, reason),) = hidden(file)
    assert secret not in reason
    assert reason.endswith("server has no certificate")


def test_a_file_without_the_word_of_the_comments_pays_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(applying, "Suppressions", fail)
    assert reported(lint(WRONG)) == ["endpoint-scheme"]
    with pytest.raises(AssertionError):
        lint(COMMENT + WRONG)


@pytest.mark.parametrize(
    "line",
    [
        "# outbound-lint: ignore[endpoint-scheme] x\n",
        "# outbound-lint: ignore[endpoint-scheme] x\n\n",
        "# outbound-lint: ignore[no-such-rule]\n",
        "# outbound-lint: ignore\n",
        "# outbound-lint: ",
        "# outbound-lint: ignore[a",
        "- x: # outbound-lint: ignore[endpoint-scheme]\n",
    ],
)
def test_many_comments_take_a_time_that_grows_with_the_text(line: str) -> None:
    def work(text: str) -> None:
        lint(f"{text}\n- {WRONG}".replace("\ntrigger_call_h", "\n  trigger_call_h"))

    assert is_linear(work, line * 12_000)


def test_one_comment_with_many_names_is_read_up_to_a_limit() -> None:
    names = ", ".join(["x"] * 1_000_000)
    file = lint(f"# outbound-lint: ignore[{names}]\n{RIGHT}")
    assert 0 < len(file.diagnostics) <= 200


def test_comments_after_a_limit_hide_nothing() -> None:
    unused = "# outbound-lint: ignore[endpoint-port]\n"
    for number, rules in ((9_000, []), (comments.MAX_NAMES, ["endpoint-scheme"])):
        text = unused * number + COMMENT + WRONG
        assert reported(lint(text, rules="endpoint-scheme")) == rules
