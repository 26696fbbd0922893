"""What a profile says about one API that starts calls.

`schemas/provider.schema.json` describes the files. Each claim in them names its source; the model
holds only what the program decides by.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Body = Literal["json", "form", "any"]
"""The media type that an API reads."""

Position = Literal["top-level", "nested", "array", "text", "query"]
"""Where an API reads the number to call; a trigger can fill only a member at the top level."""

NumberFormat = Literal["e164", "digits"]
"""E.164 with `+`, or the country code and the number without it."""

MemberType = Literal["string", "integer", "number", "boolean", "object", "array", "any"]

Obstacle = Literal["form", "number", "signature"]
"""Why an endpoint cannot be called directly: the body is a form, the number has another position,
or each request needs a new signature or token."""

Constant = str | int | bool | None


class Number(NamedTuple):
    """Where an API reads the number to call.

    Attributes:
        member: the member, as the documents of the provider write it.
        place: where it is.
        format: how the API wants phone numbers; None where that is unclear.
        why: why a trigger cannot fill it, as a sentence; empty if it can.
    """

    member: str
    place: Position
    format: NumberFormat | None = None
    why: str = ""


class Auth(NamedTuple):
    """How an API authenticates a request.

    Attributes:
        header: the name of the header.
        scheme: the word before the credential; `raw` for a key alone; None where it is unclear.
        value: what the credential is, in words.
        pattern: a regular expression of the credential, if its form is documented.
        signed: whether each request needs a new signature or token.
    """

    header: str
    scheme: str | None = None
    value: str = ""
    pattern: str | None = None
    signed: bool = False


class RequiredHeader(NamedTuple):
    """A header that an API requires besides the credential; `value` says what it is, in words."""

    name: str
    value: str


class RequiredMember(NamedTuple):
    """A member of the body that an API requires; `pattern` describes a string."""

    name: str
    type: MemberType
    pattern: str | None = None


class UniqueMember(NamedTuple):
    """A member whose value must differ from call to call, and why."""

    name: str
    why: str


class Condition(NamedTuple):
    """A sign in the JSON of a response: a member that is there, is not, or has a value.

    Attributes:
        member: the name of the member; `.` leads into objects.
        present: whether it must be there; None if its value decides.
        equals: the value that it must have, if `present` is None.
    """

    member: str
    present: bool | None = None
    equals: Constant = None


class SilentFailure(NamedTuple):
    """A response with a status 2xx although no call was made.

    Attributes:
        why: what it means, as a sentence.
        when: the sign in the response; None where the response does not show it.
    """

    why: str
    when: Condition | None = None


class WrongEndpoint(NamedTuple):
    """A path of the same hosts that starts no call, and what it does instead."""

    path: str
    why: str


class NativeType(NamedTuple):
    """The type of agent that the platform has for this API, and why to use it."""

    type: str
    why: str


class Profile(NamedTuple):
    """What one API expects.

    Attributes:
        id: the name of the profile.
        name: the provider.
        api: which of its APIs.
        page: the page that messages name.
        hosts: its hosts; `*` is one or more characters of a label.
        paths: its paths; `*` is one or more characters of a segment.
        exact_slash: whether a `/` at the end of a path matters.
        body: the media type that it reads.
        number: where it reads the number to call.
        auth: how it authenticates; None where that is unclear.
        headers: the headers it requires besides.
        members: the members it requires besides the number.
        one_of: groups of members of which it requires one each.
        unique: members that must differ from call to call.
        success: the status codes of success.
        silent_failures: responses that hide a failure.
        wrong_endpoints: neighboring paths that start no call.
        native_type: the platform's type of agent for it, if there is one.
        traps: further facts for people.
        sources: pairs of a key and the URL of a source.
    """

    id: str
    name: str
    api: str
    page: str
    hosts: tuple[str, ...]
    paths: tuple[str, ...]
    body: Body
    number: Number
    exact_slash: bool = False
    auth: Auth | None = None
    headers: tuple[RequiredHeader, ...] = ()
    members: tuple[RequiredMember, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    unique: tuple[UniqueMember, ...] = ()
    success: tuple[int, ...] = ()
    silent_failures: tuple[SilentFailure, ...] = ()
    wrong_endpoints: tuple[WrongEndpoint, ...] = ()
    native_type: NativeType | None = None
    traps: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def obstacle(self) -> Obstacle | None:
        """The first reason why a trigger cannot call it directly; None if it can."""
        if self.body == "form":
            return "form"
        if self.number.place != "top-level":
            return "number"
        return "signature" if self.auth and self.auth.signed else None
