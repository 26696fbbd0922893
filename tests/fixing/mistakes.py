"""Mistakes that can be fixed, to put into the fields of a valid connection."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from random import Random
from typing import Any, NamedTuple

from tests.fixing.documents import NOTES, object_text

Members = list[tuple[str, Any]]


class Draft:
    """The fields of a connection before they are written; the objects as lists of members.

    Args:
        random: chooses among valid values.
        mistakes: the rules of mistakes that it will have; what they need is there.
    """

    def __init__(self, random: Random, mistakes: Collection[str]) -> None:
        self.random = random
        self.rewrite: dict[str, Callable[[str], str]] = {}
        self.endpoint = "https://voice.acme.dev/calls" + random.choice(["", "/a(b)", "?q=it's"])
        self.phone_key = random.choice(["to", "customer", "number_to_call", "naïve", "it's to"])
        self.headers: Members = [
            ("Authorization", "Bearer ${VOICE_TOKEN}"),
            ("Content-Type", "application/json"),
            ("X-Campaign", random.choice(["summer", "it's on", 'say "hi"', "a: b # c"])),
        ]
        for name, rule in (("Authorization", "header-misspelled"), ("X-Campaign", "header-value")):
            if random.random() < 0.3 and not any(one.startswith(rule) for one in mistakes):
                self.headers = [header for header in self.headers if header[0] != name]
        random.shuffle(self.headers)
        names = random.sample(
            ["campaign", "名前", "a b", "it's", "#1", '"q"'], random.randint(0, 4)
        )
        self.payload: Members = [(name, random.choice(NOTES)) for name in names]
        if random.random() < 0.5:
            self.payload.append(("more", {"list": [1, 2.5, None, True], "object": {}}))

    def copy(self) -> Draft:
        """Return a draft that can be changed on its own."""
        other = Draft.__new__(Draft)
        other.__dict__ = {**self.__dict__, "headers": [*self.headers], "payload": [*self.payload]}
        other.rewrite = {}
        return other

    def written(self) -> dict[str, str]:
        """Return the values of the fields; the objects in any layout."""
        fields = {
            "trigger_call_endpoint": self.endpoint,
            "trigger_call_headers": object_text(self.random, self.headers),
            "phone_number_key": self.phone_key,
            "trigger_call_payload": object_text(self.random, self.payload),
        }
        return {name: self.rewrite.get(name, str)(text) for name, text in fields.items()}


class Mistake(NamedTuple):
    """A mistake.

    Attributes:
        field: the field that has it.
        make: what makes it.
        alone: whether it hides other mistakes of the field.
    """

    field: str
    make: Callable[[Draft], None]
    alone: bool = False


def _wrong_scheme(draft: Draft) -> None:
    rest = draft.endpoint.partition(":")[2]
    draft.endpoint = draft.random.choice(["http", "HTTP", "htps", "httpss", "ttps"]) + ":" + rest


def _fragment(draft: Draft) -> None:
    draft.endpoint += draft.random.choice(["#", "#support", "#/a?b=c", "#é😀", "#it's"])


def _spaces_around_key(draft: Draft) -> None:
    spaces = [" ", "  ", "\n", " \n", "\t", "\n\n", "\u00a0"]
    before, after = draft.random.choice([("", " "), (" ", ""), (" ", " ")])
    before, after = (draft.random.choice(spaces) if one else "" for one in (before, after))
    draft.phone_key = before + draft.phone_key + after


def _no_content_type(draft: Draft) -> None:
    draft.headers = [header for header in draft.headers if header[0] != "Content-Type"]


def _misspelled_header(draft: Draft) -> None:
    wrong = draft.random.choice(["Authorizaton", "Autorization", "authorisation"])
    draft.headers = [(wrong if name == "Authorization" else name, v) for name, v in draft.headers]


def _spaces_in_header(draft: Draft) -> None:
    before, after = (draft.random.choice(["", " ", "  ", "\t", " \t "]) for _ in range(2))
    after = after if before else " "
    draft.headers = [
        (name, before + value + after if name == "X-Campaign" else value)
        for name, value in draft.headers
    ]


def _collision(draft: Draft) -> None:
    for _ in range(draft.random.choice([1, 1, 1, 2])):
        at = draft.random.randint(0, len(draft.payload))
        value = draft.random.choice(["", "+12025550123", None, 7, {"a": ["}"]}, *NOTES])
        draft.payload.insert(at, (draft.phone_key, value))


def _not_json(field: str) -> Mistake:
    def make(draft: Draft) -> None:
        comment = draft.random.choice(["/* it's */", "/**/", "/* } */"])
        ways: list[Callable[[str], str]] = [
            lambda text: text.replace("{", "{" + comment, 1),
            lambda text: f"{text[: text.rindex('}')]}{comment}}}",
        ]
        if draft.headers if field.endswith("headers") else draft.payload:
            ways.append(lambda text: f"{text[: text.rindex('}')]},}}")
        draft.rewrite[field] = draft.random.choice(ways)

    return Mistake(field, make, alone=True)


def _not_object(field: str) -> Mistake:
    def make(draft: Draft) -> None:
        draft.rewrite[field] = draft.random.choice([json.dumps, "[{}]".format])

    return Mistake(field, make, alone=True)


MISTAKES = {
    "headers-invalid-json": _not_json("trigger_call_headers"),
    "headers-not-object": _not_object("trigger_call_headers"),
    "payload-invalid-json": _not_json("trigger_call_payload"),
    "payload-not-object": _not_object("trigger_call_payload"),
    "endpoint-scheme": Mistake("trigger_call_endpoint", _wrong_scheme),
    "endpoint-fragment": Mistake("trigger_call_endpoint", _fragment),
    "phone-key-whitespace": Mistake("phone_number_key", _spaces_around_key),
    "content-type-missing": Mistake("trigger_call_headers", _no_content_type),
    "header-misspelled": Mistake("trigger_call_headers", _misspelled_header),
    "header-value-unusual": Mistake("trigger_call_headers", _spaces_in_header),
    "payload-key-collision": Mistake("trigger_call_payload", _collision),
}
"""A mistake for each rule whose fix edits the value of a field."""
