"""What stands for placeholders in a probe: dummies, and the environment where it is permitted."""

from __future__ import annotations

import re
from collections.abc import Mapping

from outbound_lint.connections.request import Part, UnbuildableError
from outbound_lint.facts import placeholders
from outbound_lint.facts.placeholders import Placeholder
from outbound_lint.facts.variables import is_platform_variable
from outbound_lint.probe.permissions import Authority, Permissions
from outbound_lint.source import Place

DUMMY = "outbound-lint-dry-run"
"""What a probe sends where the platform would fill in a variable of its own."""

_PLAIN = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Filler:
    """Fills the placeholders of requests to one host.

    The platform's own variables become a dummy. A plain `${NAME}` becomes the environment's value,
    if the permissions bind NAME to the host; the environment is not asked for any other name. Other
    placeholders stay as they are in strings of the body, and are refused anywhere else. What was
    filled in is not filled again.

    Args:
        permissions: which variables may go where.
        environment: the variables of the process.
        authority: the host that the requests go to.
    """

    def __init__(
        self, permissions: Permissions, environment: Mapping[str, str], authority: Authority
    ) -> None:
        self._permissions = permissions
        self._environment = environment
        self._authority = authority

    def __call__(self, place: Place, part: Part) -> str:
        """Fill a text of a request; a `Fill`.

        Raises:
            UnbuildableError: something in it can't be filled.
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
            return self._value(plain.group(1), written)
        if placeholder.syntax == "{{name}}" and is_platform_variable(placeholder.name):
            return DUMMY
        if part == "string" and placeholder.syntax != "${NAME}":
            return written.value
        raise _unfillable(written)

    def _value(self, name: str, place: Place) -> str:
        """Return a variable's value, if it may go to this host and can."""
        if not self._permissions.may_fill(name, self._authority):
            raise UnbuildableError(
                f"`${{{name}}}` is to be filled, and no option lets its value go to this host",
                place,
                f"If that host may have it, type `--probe-env {name}@{self._authority}`.",
            )
        value = self._environment.get(name, "")
        if not value:
            raise UnbuildableError(
                f"the environment variable `{name}` is unset or empty",
                place,
                "Set it where the probe runs; CI systems keep secrets from runs for forks.",
            )
        if _UNFIT.search(value):
            raise UnbuildableError(
                f"the value of the environment variable `{name}` holds control characters",
                place,
                "Set it without line breaks, also at its end.",
            )
        return value


def _refuse_unfillable(place: Place, found: tuple[Placeholder, ...]) -> None:
    """Refuse a text that would be sent with something in it that is meant to be filled."""
    text = place.value
    credential = text.find(" ") + 1  # behind the scheme, if there is one
    for start in {0, credential}:
        whole = placeholders.whole(text[start:])
        if whole and not any(one.end == start + whole.end for one in found):
            raise _unfillable(_within(place, start + whole.start, start + whole.end))
    for malformed in placeholders.find_malformed(text):
        raise _unfillable(_within(place, malformed.start, malformed.end))


def _unfillable(place: Place) -> UnbuildableError:
    return UnbuildableError(
        "it holds a placeholder that the probe can't fill",
        place,
        "Only `${NAME}` of the environment and the platform's own variables can be filled.",
    )


def _within(place: Place, start: int, end: int) -> Place:
    return Place(place.text, place.start + start, place.start + end)
