"""The items of lists in a settings file: each function says why one is not valid."""

from __future__ import annotations

from collections.abc import Iterable

from outbound_lint.findings.selection import selectors
from outbound_lint.patterns import pattern

Problem = tuple[str, str]
"""Why an item is not valid, and what to write instead."""

_HEADER_NAME = pattern(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
_HOST = pattern(r"(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")


def meant(name: str, known: Iterable[str]) -> str | None:
    """Return a hint with the known name that is most similar, if any is."""
    from outbound_lint.spelling import did_you_mean

    suggestion = did_you_mean(name.replace("_", "-"), known, least=0.7).partition("did you mean ")[
        2
    ]
    return f"Did you mean `{suggestion.removesuffix('?')}`?" if suggestion else None


def selector(name: str) -> Problem | None:
    """Judge the name of a rule, a family or a group."""
    known = selectors()
    if name in known:
        return None
    from outbound_lint.redaction.redactor import mask_text

    hint = meant(name, known) or "`outbound-lint rules` lists the rules and families."
    return f"no such rule or family: `{mask_text(name)[:120]}`", hint


def glob(glob: str) -> Problem | None:
    """Judge a pattern of files."""
    if glob.strip("./!"):
        return None
    return "the pattern names nothing", "Write a pattern as in .gitignore, such as `vendor/`."


def header(name: str) -> Problem | None:
    """Judge the name of a header."""
    if _HEADER_NAME.fullmatch(name):
        return None
    return "this is not the name of a header", "Write the name alone, such as `X-Acme-Badge`."


def placeholder(expression: str) -> Problem | None:
    """Judge a pattern of placeholders."""
    from outbound_lint.run.settings.linear import NotLinearError, check_pattern

    try:
        check_pattern(expression)
    except NotLinearError as error:
        return error.message, error.hint
    return None


def pattern_of_value(expression: str) -> Problem | None:
    """Judge a pattern of whole values, in the profile of a provider."""
    from outbound_lint.run.settings.linear import NotLinearError, check_whole

    try:
        check_whole(expression)
    except NotLinearError as error:
        return error.message, error.hint
    return None


def folded(name: str) -> str:
    """Return a host as URLs are compared by it: in lower case, an IPv6 address in brackets."""
    name = name.lower().removesuffix(".")
    return f"[{name}]" if name.count(":") > 1 and not name.startswith("[") else name


def host(name: str) -> Problem | None:
    """Judge a host."""
    if _HOST.fullmatch(folded(name)):
        return None
    return (
        "this is not a host",
        "Write a name or an address without scheme and port; `*.internal` is all names below.",
    )
