"""Rules of family headers: what Content-Type says of the body, which is JSON in UTF-8."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outbound_lint.connections.headers import Header
from outbound_lint.connections.model import Connection
from outbound_lint.facts import placeholders
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, connection_rule, field_rule
from outbound_lint.source import Place

if TYPE_CHECKING:
    from outbound_lint.facts.media_types import ContentTypeVerdict

_NAME, _TYPE = "content-type", "application/json"


@connection_rule("content-type-missing", "headers", "warning")
def content_type_missing(connection: Connection, context: Context) -> Iterator[Finding]:
    """There are headers, but no Content-Type.

    ## What it finds
    `trigger_call_headers` without `Content-Type`. Where there are no headers at all, or where a
    placeholder hides a name, nothing is said.

    ## Why it matters
    Many receivers read a body as JSON only where the request says that it is JSON: without it the
    number to call is not found.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: '{"Authorization": "Bearer ${VOICE_TOKEN}"}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Add `"Content-Type": "application/json"`.
    """
    field = connection.headers
    if field is None or field.object is None or any(map(_may_be_it, field.header_fields)):
        return
    start = field.object.start
    yield Finding(
        Place(field.object.text, start, start + 1),
        "the headers have no `Content-Type`: many receivers then do not read the body as JSON",
        'Add `"Content-Type": "application/json"`.',
        absent=True,
    )


@field_rule("content-type-not-json", "headers", "error")
def content_type_not_json(connection: Connection, context: Context) -> Iterator[Finding]:
    """Content-Type says something else than JSON in UTF-8.

    ## What it finds
    Another media type, a text that is no media type, or another charset than UTF-8. Types that end
    in `+json` are JSON.

    ## Why it matters
    The platform sends JSON in UTF-8, whatever the header says. A receiver that believes the header
    does not find the number to call.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}",
       "Content-Type": "application/x-www-form-urlencoded"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Write `application/json`.
    """
    for header, judgement in _judged(connection, "not-json"):
        yield Finding(
            _place(header, judgement),
            f"this is not the content type of the body: {judgement.message}",
            "Write `application/json`.",
        )


@field_rule("content-type-unusual", "headers", "warning")
def content_type_unusual(connection: Connection, context: Context) -> Iterator[Finding]:
    """Content-Type names JSON in a way that not every receiver knows.

    ## What it finds
    Unregistered names of JSON such as `text/json`, types for many JSON values such as
    `application/x-ndjson`, and parameters that JSON does not have.

    ## Why it matters
    A receiver that compares the header with `application/json` refuses the request.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "text/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Write `application/json`.
    """
    for header, judgement in _judged(connection, "unusual"):
        yield Finding(
            _place(header, judgement),
            f"receivers may not take this for JSON: {judgement.message}",
            "Write `application/json`.",
        )


def judgement_of(header: Header) -> ContentTypeVerdict | None:
    """Judge what a header says of the body.

    Returns:
        None where it is no Content-Type, where it is hidden, and where it is just what it should
        be.
    """
    value = header.value
    if header.folded != _NAME or header.fault or value is None or value == _TYPE:
        return None
    if placeholders.whole(value):
        return None
    found = placeholders.find(value)
    if found:
        # The type can be seen if the placeholder stands in a parameter.
        value, semicolon, _ = value[: found[0].start].rpartition(";")
        if not semicolon:
            return None
    from outbound_lint.facts.media_types import judge_content_type

    return judge_content_type(value)


def _judged(connection: Connection, verdict: str) -> Iterator[tuple[Header, ContentTypeVerdict]]:
    for header in connection.headers.header_fields if connection.headers else ():
        judgement = judgement_of(header)
        if judgement and judgement.verdict == verdict:
            yield header, judgement


def _place(header: Header, judgement: ContentTypeVerdict) -> Place:
    if judgement.start == judgement.end:
        return header.node.place
    return header.place(judgement.start, judgement.end)


def _may_be_it(header: Header) -> bool:
    """Whether a header is Content-Type, may become it, or is meant as it and told by its name."""
    if header.folded == _NAME or header.unknown_name:
        return True
    letters = "".join(filter(str.isalpha, header.folded))
    return header.fault == "name" and letters == _NAME.replace("-", "")
