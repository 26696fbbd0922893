"""The host of a URL: a name, an address in any spelling, or neither."""

from __future__ import annotations

from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.source import Span
from outbound_lint.urls import addresses, names
from outbound_lint.urls.parts import HIDDEN
from outbound_lint.urls.values import UrlProblem

_LONGEST_LABEL, _LONGEST_NAME = 63, 253  # RFC 1035, section 2.3.4
_LONGEST_SPELLING = 1024  # no name of 253 characters needs more, and IDNA is slow
_NOT_OF_A_NAME = pattern(r"[^a-z0-9._-]")
_NOT_OF_ANY_NAME = pattern(r"[!-,/:-@\[-^`{-\x7f]")
_PLAIN_NAME = pattern(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z]{2,}")
_LAST_LABEL = pattern(r"[a-z]+|xn--[a-z0-9-]+")  # RFC 1123, section 2.1: alphabetic
_NUMBER = pattern(r"0x[0-9a-f]*|[0-9]+")
DOTS = pattern("[.\u3002\uff0e\uff61]")  # UTS 46 maps these to a full stop
_FORM = "Use letters, digits and hyphens, in labels separated by dots."
_INTERNATIONAL_FORM = "Write the name in its own letters, or in its `xn--` form."


class HostVerdict(NamedTuple):
    """The canonical host, its address if it is one, what is wrong, and why it is not public."""

    host: str | None = None
    address: str | None = None
    problem: UrlProblem | None = None
    why_not_public: str | None = None


def judge(spelling: str, span: Span) -> HostVerdict:
    """Judge a host.

    Args:
        spelling: The host as it is written in the URL, with the brackets of an IPv6 literal.
        span: Where it is in the URL.
    """
    if spelling.startswith("["):
        return _bracketed(spelling[1:].removesuffix("]"), span)
    if len(spelling) > _LONGEST_SPELLING:
        return HostVerdict(problem=_too_long(span))
    text, problem = _ascii(spelling, span)
    name = text.removesuffix(".")
    last = name.rpartition(".")[2]
    if _NUMBER.fullmatch(last):
        return _numeric(spelling, name, span, problem)
    problem = problem or _why_not_a_name(spelling, name, span)
    if problem:
        why = names.why_not_public(name) if name and not _NOT_OF_A_NAME.search(name) else None
        return HostVerdict(problem=problem, why_not_public=why)
    why = names.why_not_public(name)
    if not why and not _LAST_LABEL.fullmatch(last):
        message = "the last label of the host is not made of letters, so no such host can exist"
        problem = UrlProblem(span, message, "Write the full host name, such as `voice.acme.dev`.")
    return HostVerdict(name, problem=problem, why_not_public=why)


def filled(masked: str) -> str | None:
    """Put harmless text in the place of the placeholders in a host.

    Args:
        masked: The host with `HIDDEN` for each character of a placeholder.

    Returns:
        The host, with `x` for each label that a placeholder hides at least in part; None if it
        may be an address, so that no text is harmless.
    """
    *labels, last = DOTS.split(masked.removesuffix("."))
    if "[" in masked or _NUMBER.fullmatch(last.lower()):
        return None
    known = ["x" if HIDDEN in label else label for label in labels]
    return ".".join((*known, "x.xx" if HIDDEN in last else last))


def is_plain(name: str) -> bool:
    """Whether a name is letters, digits and hyphens and ends in letters."""
    return bool(_PLAIN_NAME.fullmatch(name))


def _bracketed(text: str, span: Span) -> HostVerdict:
    canonical = addresses.canonical_ipv6(text)
    if canonical:
        why = addresses.why_not_global(canonical)
        return HostVerdict(f"[{canonical}]", canonical, why_not_public=why)
    zone = text.partition("%")[0]
    if "%" in text and (canonical := addresses.canonical_ipv6(zone)):
        message = "an IPv6 address with a zone refers to a network interface of one machine"
        problem = UrlProblem(span, message, "Write the host name.")
        return HostVerdict(problem=problem, why_not_public=addresses.why_not_global(canonical))
    message = "the text in square brackets is not a valid IPv6 address"
    return HostVerdict(problem=UrlProblem(span, message, "Write the host name, without brackets."))


def _ascii(spelling: str, span: Span) -> tuple[str, UrlProblem | None]:
    """Return the host in lower-case ASCII, as far as possible, and why it is not possible."""
    text, problem = spelling, None
    if "%" in text:
        from urllib.parse import unquote

        at = span.start + text.index("%")
        message = "percent-encoding in the host, which only some programs decode"
        hint = "Write the characters themselves."
        problem = UrlProblem(Span(at, min(at + 3, span.end)), message, hint)
        text = unquote(text, errors="replace")
    if text.isascii():
        return text.lower(), problem
    mapped, idna_problem = _mapped(text, span)
    return mapped, problem or idna_problem


def _mapped(text: str, span: Span) -> tuple[str, UrlProblem | None]:
    """Map an international name to ASCII by UTS 46; a refused one as far as NFKC maps it."""
    import idna

    try:
        mapped = idna.uts46_remap(text, std3_rules=False, transitional=False)
        labels = [
            label if label.isascii() else idna.alabel(label).decode("ascii")
            for label in mapped.split(".")
        ]
    except (idna.IDNAError, UnicodeError):
        import unicodedata

        mapped = unicodedata.normalize("NFKC", text).casefold()
        message = "not a valid international host name (IDNA 2008, UTS 46)"
        return DOTS.sub(".", mapped), UrlProblem(span, message, _INTERNATIONAL_FORM)
    return ".".join(labels), None


def _numeric(spelling: str, name: str, span: Span, problem: UrlProblem | None) -> HostVerdict:
    """Judge a host whose last label is a number, so that it is an IPv4 address or invalid."""
    import ipaddress

    number = _ipv4(name)
    if number is None:
        message = "the host ends in a number, but is not a valid IPv4 address"
        hint = "Write four numbers from 0 to 255, or a host name."
        return HostVerdict(problem=problem or UrlProblem(span, message, hint))
    address = str(ipaddress.IPv4Address(number))
    how = _how_spelled(spelling, name, address)
    why = addresses.why_not_global(address)
    if why:
        return HostVerdict(address, address, problem, why + how)
    if how and not problem:
        message = f"an IP address{how}, which only some programs read as {address}"
        problem = UrlProblem(span, message, f"Write {address} if that is the address you want.")
    return HostVerdict(address, address, problem)


def _ipv4(name: str) -> int | None:
    """Read an IPv4 address as the WHATWG URL standard, section 3.5, and inet_aton do."""
    parts = name.split(".")
    if len(parts) > 4 or not all(map(_NUMBER.fullmatch, parts)):
        return None
    try:
        *leading, last = (
            int(part[2:] or "0", 16)
            if part.startswith("0x")
            else int(part, 8 if part.startswith("0") else 10)
            for part in parts
        )
    except ValueError:  # an 8 or 9 in an octal number
        return None
    if any(part > 0xFF for part in leading) or last >= 256 ** (4 - len(leading)):
        return None
    return last + sum(part << 8 * (3 - index) for index, part in enumerate(leading))


def _how_spelled(spelling: str, name: str, address: str) -> str:
    if spelling.removesuffix(".") == address:
        return ""
    if "%" in spelling:
        return " written with percent-encoding"
    if not spelling.isascii():
        return " written in look-alike characters"
    parts = name.split(".")
    if any(part.startswith("0x") for part in parts):
        return " written in hexadecimal"
    if any(len(part) > 1 and part.startswith("0") for part in parts):
        return " written in octal"
    return " written as a decimal number" if len(parts) == 1 else " written in short form"


def _why_not_a_name(spelling: str, name: str, span: Span) -> UrlProblem | None:
    """Find why a text is not a host name: letters, digits and hyphens in labels."""
    if found := _NOT_OF_A_NAME.search(name):
        character = found[0]
        if written := _NOT_OF_ANY_NAME.search(spelling):
            character = written[0]
            span = Span(span.start + written.start(), span.start + written.end())
        is_shown = "!" <= character <= "~" and character != "`"
        shown = f"`{character}`" if is_shown else f"U+{ord(character):04X}"
        return UrlProblem(span, f"{shown} is not allowed in a host", _hint(character, spelling))
    labels = name.split(".")
    if not all(labels):
        message = "the host starts with a dot or has two dots in a row"
        hint = "Remove the dot at the start." if name[:1] == "." else "Write one dot, not two."
        return UrlProblem(span, message, hint)
    if len(name) > _LONGEST_NAME or any(len(label) > _LONGEST_LABEL for label in labels):
        return _too_long(span)
    if any(label[0] == "-" or label[-1] == "-" for label in labels):
        message = "a label of the host starts or ends with a hyphen"
        return UrlProblem(span, message, "Remove the hyphen.")
    if any(label.startswith("xn--") and not _is_alabel(label) for label in labels):
        message = "an `xn--` label of the host is not valid Punycode of an international name"
        return UrlProblem(span, message, _INTERNATIONAL_FORM)
    return None


def _hint(character: str, spelling: str) -> str:
    if character in "{}":
        return "Write the name itself, or a placeholder such as `${TENANT}`."
    return "Remove it." if spelling.endswith(character) else _FORM


def _is_alabel(label: str) -> bool:
    import idna

    try:
        idna.ulabel(label)
    except (idna.IDNAError, UnicodeError):
        return False
    return True


def _too_long(span: Span) -> UrlProblem:
    message = (
        f"the host is too long, with more than {_LONGEST_LABEL} characters in a label "
        f"or {_LONGEST_NAME} in all"
    )
    return UrlProblem(span, message, "Remove what does not belong to the host.")
