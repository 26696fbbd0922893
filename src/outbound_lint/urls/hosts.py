"""What the host of a URL means: a name in ASCII, an address however it is spelled, or nothing."""

from __future__ import annotations

from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.urls import addresses, names
from outbound_lint.urls.values import Span, UrlProblem

_LONGEST_LABEL, _LONGEST_NAME = 63, 253  # RFC 1035, section 2.3.4
_LONGEST_SPELLING = 1024  # no name of 253 characters needs more, and IDNA is slow
_NOT_OF_A_NAME = pattern(r"[^a-z0-9.-]")
_NOT_OF_ANY_NAME = pattern(r"[!-,/:-@\[-`{-\x7f]")
_PLAIN_NAME = pattern(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z]{2,}")
_NUMBER = pattern(r"0x[0-9a-f]*|[0-9]+")
_DOTS = pattern("[.\u3002\uff0e\uff61]")  # UTS 46 maps these to a full stop
_PLAIN_END = pattern(r"\.[a-z]{2,}$")
_FORM = "a host is letters, digits and hyphens, in labels separated by dots"
_INTERNATIONAL_FORM = "write an international name as it is spelled, or in its own 'xn--' form"


class Meaning(NamedTuple):
    """The canonical host, whether it is an address, what is wrong, and why it is not public."""

    host: str | None = None
    address: str | None = None
    problem: UrlProblem | None = None
    why_not_public: str | None = None


def understand(spelling: str, start: int) -> Meaning:
    """Find out what a host means.

    Args:
        spelling: The host as it stands in the URL, with the brackets of an IPv6 literal.
        start: Where it stands there.
    """
    span = start, start + len(spelling)
    if spelling.startswith("["):
        return _bracketed(spelling[1:].removesuffix("]"), span)
    if len(spelling) > _LONGEST_SPELLING:
        return Meaning(problem=_too_long(span))
    text, problem = _ascii(spelling, span)
    name = text.removesuffix(".")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return _numeric(spelling, name, span, problem)
    problem = problem or _why_no_name(spelling, name, span)
    if problem:
        why = names.why_not_public(name) if name and not _NOT_OF_A_NAME.search(name) else None
        return Meaning(problem=problem, why_not_public=why)
    return _with_second_opinion(Meaning(host=name, why_not_public=names.why_not_public(name)), span)


def is_plain(name: str) -> bool:
    """Whether a name is letters, digits and hyphens and ends in letters."""
    return bool(_PLAIN_NAME.fullmatch(name))


def _bracketed(text: str, span: Span) -> Meaning:
    canonical = addresses.canonical_ipv6(text)
    if canonical:
        host, why = f"[{canonical}]", addresses.why_not_global(canonical)
        return _with_second_opinion(Meaning(host, canonical, why_not_public=why), span)
    zone = text.partition("%")[0]
    if "%" in text and (canonical := addresses.canonical_ipv6(zone)):
        message = "an IPv6 address with a zone names an interface of one machine"
        problem = UrlProblem(span, message, "give the name of the host")
        return Meaning(problem=problem, why_not_public=addresses.why_not_global(canonical))
    message = "what stands in the square brackets is no IPv6 address"
    return Meaning(problem=UrlProblem(span, message, "give the name of the host, without brackets"))


def _ascii(spelling: str, span: Span) -> tuple[str, UrlProblem | None]:
    """Give the host in lower-case ASCII, as far as it can be, and what keeps it from being one."""
    text, problem = spelling, None
    if "%" in text:
        at = span[0] + text.index("%")
        message = "percent-encoding can't stand in a host: some programs decode it, others do not"
        problem = UrlProblem((at, min(at + 3, span[1])), message, "write the characters themselves")
        text = _percent_decoded(text)
    if text.isascii():
        return text.lower(), problem
    mapped, idna_problem = _mapped(text, span)
    return mapped, problem or idna_problem


def _percent_decoded(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text, errors="replace")


def _mapped(text: str, span: Span) -> tuple[str, UrlProblem | None]:
    """Map an international name to ASCII by UTS 46; refused characters are looked through."""
    import idna

    try:
        mapped = idna.uts46_remap(text, std3_rules=False, transitional=False)
        labels = [_encoded(label) for label in mapped.split(".")]
    except (idna.IDNAError, UnicodeError):
        import unicodedata

        seen_through = unicodedata.normalize("NFKC", text).casefold()
        message = "this is no valid international host name (IDNA 2008, UTS 46)"
        return _DOTS.sub(".", seen_through), UrlProblem(span, message, _INTERNATIONAL_FORM)
    return ".".join(labels), None


def _encoded(label: str) -> str:
    import idna

    return label if label.isascii() else idna.alabel(label).decode("ascii")


def _numeric(spelling: str, name: str, span: Span, problem: UrlProblem | None) -> Meaning:
    """Judge a host whose last label is a number, so that it is an IPv4 address or nothing."""
    number = _ipv4(name)
    if number is None:
        message = "a host that ends in a number must be an IPv4 address, and this is none"
        hint = "write four numbers from 0 to 255, or the name of the host"
        return Meaning(problem=problem or UrlProblem(span, message, hint))
    address = addresses.ipv4_text(number)
    how = _how_spelled(spelling, name, address)
    why = addresses.why_not_global(address)
    if why:
        return Meaning(address, address, problem, why + how)
    if how and not problem:
        message = f"an IP address{how}: some programs read it as {address}, others differ"
        problem = UrlProblem(span, message, f"if {address} is meant, write that")
    return _with_second_opinion(Meaning(address, address, problem), span)


def _ipv4(name: str) -> int | None:
    """Read an IPv4 address as the WHATWG URL standard, section 3.5, and inet_aton do."""
    parts = name.split(".")
    if len(parts) > 4 or not all(map(_NUMBER.fullmatch, parts)):
        return None
    try:
        *leading, last = map(_number, parts)
    except ValueError:  # an 8 or 9 in an octal number
        return None
    if any(part > 0xFF for part in leading) or last >= 256 ** (4 - len(leading)):
        return None
    return last + sum(part << 8 * (3 - index) for index, part in enumerate(leading))


def _number(text: str) -> int:
    if text.startswith("0x"):
        return int(text[2:] or "0", 16)
    return int(text, 8 if text.startswith("0") else 10)


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
    return " written as a decimal number" if len(parts) == 1 else " written short"


def _why_no_name(spelling: str, name: str, span: Span) -> UrlProblem | None:
    """Find what keeps a text from being a host name: letters, digits and hyphens in labels."""
    if found := _NOT_OF_A_NAME.search(name):
        return _bad_character(spelling, found[0], span)
    labels = name.split(".")
    if not all(labels):
        message = "a label of the host is empty: it begins with a dot, or two dots stand together"
        return UrlProblem(span, message, "write one dot between two labels")
    if len(name) > _LONGEST_NAME or any(len(label) > _LONGEST_LABEL for label in labels):
        return _too_long(span)
    if any(label[0] == "-" or label[-1] == "-" for label in labels):
        message = "a label of the host begins or ends with a hyphen"
        return UrlProblem(span, message, _FORM)
    if any(label.startswith("xn--") and not _is_alabel(label) for label in labels):
        message = "an 'xn--' label of the host is no valid punycode of an international name"
        return UrlProblem(span, message, _INTERNATIONAL_FORM)
    return None


def _is_alabel(label: str) -> bool:
    import idna

    try:
        idna.ulabel(label)
    except (idna.IDNAError, UnicodeError):
        return False
    return True


def _bad_character(spelling: str, character: str, span: Span) -> UrlProblem:
    found = _NOT_OF_ANY_NAME.search(spelling)
    if found:
        character = found[0]
        span = span[0] + found.start(), span[0] + found.end()
    shown = f"'{character}'" if "!" <= character <= "~" else f"U+{ord(character):04X}"
    return UrlProblem(span, f"{shown} can't stand in a host", _FORM)


def _too_long(span: Span) -> UrlProblem:
    message = f"the host is too long: {_LONGEST_LABEL} characters a label, {_LONGEST_NAME} in all"
    return UrlProblem(span, message, "check the host for text that does not belong to it")


def _with_second_opinion(meaning: Meaning, span: Span) -> Meaning:
    """Ask the `validators` package too about a host that we find sound, but not plainly so."""
    host = meaning.host or ""
    if meaning.problem or meaning.why_not_public:
        return meaning
    if "xn--" not in host and _PLAIN_END.search(host):
        return meaning
    import validators

    if validators.url(f"https://{host}/"):
        return meaning
    message = "the host has the form of a name, but no such name can exist on the Internet"
    return meaning._replace(problem=UrlProblem(span, message, "check the end of the host"))
