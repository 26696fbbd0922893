"""Filling placeholders for a probe: with dummy values, and with permitted variables."""

from __future__ import annotations

import re
from collections.abc import Mapping

from outbound_lint.connections.request import Part, UnbuildableError
from outbound_lint.facts import placeholders
from outbound_lint.facts.placeholders import Placeholder
from outbound_lint.facts.shared_hosts import is_shared
from outbound_lint.facts.variables import is_platform_variable
from outbound_lint.probe.permissions import Authority, Permissions
from outbound_lint.redaction.redactor import mask_text
from outbound_lint.source import Place

DUMMY = "outbound-lint-dry-run"
"""The value of the platform's variables in a probe."""

_PLAIN = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Filler:
    """Fills the placeholders of requests to one host.

    Variables of the platform are replaced by a dummy value. `${NAME}` is replaced by the
    environment variable if the permissions bind NAME to the host, and to the path if it is not in a
    header; no other variable is read. Other
    placeholders are left unchanged in strings of the body, and are refused anywhere else. Filled-in
    values are not filled again.

    Args:
        permissions: Which variables may be sent to which hosts.
        environment: The environment variables of the process.
        authority: The host that receives the requests.
        path: The path of the URL, as it is written.
    """

    def __init__(
        self,
        permissions: Permissions,
        environment: Mapping[str, str],
        authority: Authority,
        path: str,
    ) -> None:
        self._permissions = permissions
        self._environment = environment
        self._authority = authority
        self._path = path

    def __call__(self, place: Place, part: Part) -> str:
        """Fill a text of a request; a `Fill`.

        Raises:
            UnbuildableError: A placeholder in it can't be filled.
        """
        text = place.value
        found = placeholders.find(text)
        if part != "string":
            _refuse_unfillable(place, found)
        pieces, done = [], 0
        for one in found:
            written = _within(place, one.start, one.end)
            pieces += [text[done : one.start], self._filled(written, part, one)]
            done = one.end
        return "".join((*pieces, text[done:]))

    def _filled(self, written: Place, part: Part, placeholder: Placeholder) -> str:
        plain = _PLAIN.fullmatch(written.value)
        if plain:
            return self._value(plain.group(1), written, part)
        if placeholder.syntax == "{{name}}" and is_platform_variable(placeholder.name):
            return DUMMY
        if part == "string" and placeholder.syntax != "${NAME}":
            return written.value
        raise _unfillable(written)

    def _value(self, name: str, place: Place, part: Part) -> str:
        """Return the value of a variable, if the host may receive it there."""
        if not self._permissions.may_fill(name, self._authority, self._path, part):
            raise self._not_permitted(mask_text(name), place, part)  # a token is not a name
        value = self._environment.get(name, "")
        if not value:
            raise UnbuildableError(
                f"the environment variable `{name}` is unset or empty",
                place,
                "Set the variable where the probe runs. CI systems do not pass secrets to pull "
                "requests from forks.",
            )
        if _UNFIT.search(value):
            raise UnbuildableError(
                f"the value of the environment variable `{name}` contains control characters",
                place,
                "Set the variable without line breaks, including one at the end.",
            )
        return value

    def _not_permitted(self, name: str, place: Place, part: Part) -> UnbuildableError:
        host = mask_text(str(self._authority))
        where = "" if part == "header" else " in the URL" if part == "url" else " in the body"
        path = "/PATH" if where or is_shared(self._authority.host) else ""
        rest = ", with the start of the path of this URL as PATH" if path else ""
        return UnbuildableError(
            f"it asks for the environment variable `{name}`{where}, and `--probe-env` does not "
            f"allow sending it to {host}",
            place,
            f"Only if {host} may receive the value: add `--probe-env {name}@{host}{path}`{rest}.",
        )


def _refuse_unfillable(place: Place, found: tuple[Placeholder, ...]) -> None:
    """Refuse a text that would be sent with a placeholder that is not filled."""
    text = place.value
    credential = text.find(" ") + 1  # after the scheme, if there is one
    for start in {0, credential}:
        whole = placeholders.whole(text[start:])
        if whole and not any(one.end == start + whole.end for one in found):
            raise _unfillable(_within(place, start + whole.start, start + whole.end))
    for malformed in placeholders.find_malformed(text):
        raise _unfillable(_within(place, malformed.start, malformed.end))


def _unfillable(place: Place) -> UnbuildableError:
    return UnbuildableError(
        "the probe can't fill this placeholder",
        place,
        "Write `${NAME}` for an environment variable, and allow it with `--probe-env`.",
    )


def _within(place: Place, start: int, end: int) -> Place:
    return Place(place.text, place.start + start, place.start + end)
