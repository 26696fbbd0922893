"""What a profile says about one API that starts calls.

`schemas/provider.schema.json` describes the files. Each claim in them names its source; the model
holds only what the program decides by.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Body = Literal["json", "form", "any"]
"""The media type that an API reads."""

Position = Literal["top-level", "nested", "array", "text", "query", "absent"]
"""Where an API reads the number to call; a trigger can fill only a member at the top level."""

NumberFormat = Literal["e164", "digits"]
"""E.164 with `+`, or the country code and the number without it."""

MemberType = Literal[
    "string", "integer", "number", "boolean", "object", "array", "string-map", "any"
]
"""A type of JSON; `string-map` is an object with string values only."""

Obstacle = Literal["form", "number", "signature"]
"""Why an endpoint cannot be called directly: the body is a form, the number has another position,
or each request needs a new signature or token."""

RAW = "raw"
"""In the place of a scheme: the credential has none."""


class Number(NamedTuple):
    """Where an API reads the number to call.

    Attributes:
        member: the member, as the documents of the provider write it; empty if it is absent.
        place: where it is.
        also: other spellings of the member that the API accepts.
        format: how the API wants phone numbers; None where that is unclear.
        why: why a trigger cannot fill it, as a phrase; empty if it can.
    """

    member: str
    place: Position
    also: tuple[str, ...] = ()
    format: NumberFormat | None = None
    why: str = ""


class Auth(NamedTuple):
    """How an API authenticates a request.

    Attributes:
        header: the name of the header.
        value: what the credential is, in words.
        schemes: the words that may be before the credential, `RAW` for none; empty if unclear.
        pattern: a regular expression of the credential, if its form is documented.
        signed: whether each request needs a new signature or token.
        why: why a fixed header cannot work, as a phrase; empty if it can.
    """

    header: str
    value: str
    schemes: tuple[str, ...] = ()
    pattern: str | None = None
    signed: bool = False
    why: str = ""


class RequiredHeader(NamedTuple):
    """A header that an API requires besides the credential.

    Attributes:
        name: its name.
        value: what its value is, in words.
    """

    name: str
    value: str


class KnownMember(NamedTuple):
    """A member of the body, besides the number.

    Attributes:
        name: its name.
        type: its type.
        also: other spellings that the API accepts.
        pattern: a regular expression of the value, if its form is documented.
        required: whether the API refuses a request without it.
        value: what its value is, in words; may be empty.
    """

    name: str
    type: MemberType
    also: tuple[str, ...] = ()
    pattern: str | None = None
    required: bool = True
    value: str = ""


class Group(NamedTuple):
    """Members of which an API requires one; `exclusive` if it refuses several."""

    names: tuple[str, ...]
    exclusive: bool = False


class UniqueMember(NamedTuple):
    """A member whose value must differ from call to call, and what happens if it does not."""

    name: str
    why: str


class Condition(NamedTuple):
    """A sign in the JSON of a response: a member that is there, is not, or has a value.

    Attributes:
        member: the name of the member.
        present: whether it must be there; None if its value decides.
        equals: the value that it must have, if `present` is None.
    """

    member: str
    present: bool | None = None
    equals: str | float | bool | None = None


class SilentFailure(NamedTuple):
    """A response with a status 2xx although no call was made.

    Attributes:
        why: what the status does not say, as a phrase.
        when: the sign in the response; None where the response does not show it.
    """

    why: str
    when: Condition | None = None


class WrongEndpoint(NamedTuple):
    """A path of the same hosts that starts no call, and why, as a phrase."""

    path: str
    why: str


class NativeType(NamedTuple):
    """The type of agent that the platform has for an API, and why to use it, as a phrase."""

    type: str
    why: str


class Profile(NamedTuple):
    """What one API expects.

    Attributes:
        id: the name of the profile.
        name: the provider.
        api: which of its APIs.
        page: the URL that messages name.
        hosts: its hosts; `*` is one or more characters of a label.
        paths: its paths; `*` is one or more characters of a segment.
        body: the media type that it reads; None where that is unclear.
        number: where it reads the number to call; None where that is unclear.
        auth: how it authenticates; None where that is unclear.
        headers: the headers it requires besides.
        members: the members it knows besides the number.
        one_of: groups of members of which it requires one each.
        unique: members that must differ from call to call.
        correlation: the member that carries data to the call and back; None if unknown.
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
    paths: tuple[str, ...] = ()
    body: Body | None = None
    number: Number | None = None
    auth: Auth | None = None
    headers: tuple[RequiredHeader, ...] = ()
    members: tuple[KnownMember, ...] = ()
    one_of: tuple[Group, ...] = ()
    unique: tuple[UniqueMember, ...] = ()
    correlation: str | None = None
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
        if self.number and self.number.place != "top-level":
            return "number"
        return "signature" if self.auth and self.auth.signed else None
