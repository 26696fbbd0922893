"""Rules of family document: the file, and what stands in it twice."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.merging import is_merge_key
from outbound_lint.findings.model import Finding, Related
from outbound_lint.rule import Context, DocumentView, document_rule, engine_rule
from outbound_lint.rules.words import quoted
from outbound_lint.syntax.nodes import (
    CORE_WORDS,
    Mapping,
    Member,
    Node,
    Scalar,
    Type,
    descendants,
    resolve,
    type_of,
)


@engine_rule("syntax-error", "document", "error")
def syntax_error() -> None:
    """The file can't be read as YAML or JSON.

    ## What it finds
    Text that is not YAML or JSON, that is not UTF-8, or that is beyond the limits: 16 MiB, 100
    levels, 250,000 names and values. The other documents of a YAML stream are still linted.

    ## Why it matters
    What can't be parsed can't be deployed, and nothing in it can be checked.

    ## Wrong
    ```yaml
    trigger_call_endpoint: "https://voice.acme.dev/outbound
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: "https://voice.acme.dev/outbound"
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Go to the place that is shown: the text is sound up to there. A template is no YAML yet: render
    it and pipe the text to `outbound-lint check -`.
    """


@engine_rule("unreadable-file", "document", "error")
def unreadable_file() -> None:
    """The file can't be opened.

    ## What it finds
    Files without permission, links that lead outside the working directory or in circles, and
    things that are no regular files, such as pipes and devices.

    ## Why it matters
    A file that was not read was not checked. Links that lead elsewhere are not followed, so that a
    stranger's change can't make the linter show what does not belong to the repository.

    ## How to mend
    Correct the permissions, or put a regular file there.
    """


@engine_rule("internal-error", "document", "error")
def internal_error() -> None:
    """A rule failed: this is a bug of outbound-lint.

    ## What it finds
    An exception inside a rule. Every other rule and file is still linted; the exit status is 3.

    ## Why it matters
    What that rule would have found is unknown.

    ## How to mend
    Please report it, with a file that shows it and without its secrets. Until it is mended, leave
    the rule out with `--ignore`.
    """


@document_rule("duplicate-key", "document", "error")
def duplicate_key(page: DocumentView, context: Context) -> Iterator[Finding]:
    """A mapping names a key twice.

    ## What it finds
    Two members of one mapping with the same key, in a document that holds a connection. A key that
    overrides a merged one (`<<`) is none.

    ## Why it matters
    Parsers disagree: most keep the last, some the first, some refuse the file. So one of the two
    values is lost, and which one depends on who reads it.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_endpoint: https://voice.acme.dev/outbound-v2
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound-v2
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Keep the one that is meant.
    """
    for mapping in descendants(page.document.root):
        if not isinstance(mapping, Mapping) or _are_plainly_distinct(mapping.members):
            continue
        first: dict[tuple[Type, str], Node] = {}
        for member in mapping.members:
            key = resolve(member.key)
            if not isinstance(key, Scalar) or is_merge_key(key):
                continue
            earlier = first.setdefault(_identity(key), member.key)
            if earlier is not member.key:
                yield Finding(
                    member.key.place,
                    f"the key {quoted(key.value)} stands here again: "
                    "most readers keep this value, and the one above is lost",
                    "Keep the one that is meant, and remove the other.",
                    (Related(earlier.place, "first here"),),
                )


def _are_plainly_distinct(members: list[Member]) -> bool:
    """Prove that no two keys are the same: each has a text of its own, and is none of YAML's."""
    texts = {key.value for member in members if isinstance(key := member.key, Scalar)}
    return len(texts) == len(members) and texts.isdisjoint(CORE_WORDS)


def _identity(key: Scalar) -> tuple[Type, str]:
    """Return what two spellings of one key share: `1` and `"1"` are two keys."""
    kind = type_of(key)
    if kind == "unknown":
        return kind, f"{key.tag} {key.value}"
    if kind in ("null", "boolean"):
        return kind, "" if kind == "null" else key.value.lower()
    return kind, key.value


@document_rule("duplicate-name", "document", "error")
def duplicate_name(page: DocumentView, context: Context) -> Iterator[Finding]:
    """Two connections of one list or mapping have one name.

    ## What it finds
    A `name` or `display_name` that a connection beside it in the same list or mapping has too. A
    name that is merged in is none.

    ## Why it matters
    People and tools find a connection by its name: of two with one name, the wrong one is changed,
    tested or called.

    ## Wrong
    ```yaml
    connections:
      - name: support-line
        trigger_call_endpoint: https://voice.acme.dev/outbound
        trigger_call_headers: |
          {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
      - name: support-line
        trigger_call_endpoint: https://voice.acme.dev/outbound-v2
        trigger_call_headers: |
          {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    connections:
      - name: support-line
        trigger_call_endpoint: https://voice.acme.dev/outbound
        trigger_call_headers: |
          {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
      - name: support-line-v2
        trigger_call_endpoint: https://voice.acme.dev/outbound-v2
        trigger_call_headers: |
          {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Give each its own name.
    """
    first: dict[tuple[int, str], Scalar] = {}
    for connection in page.connections:
        name = connection.own_name
        if name is None or connection.template or connection.container is None:
            continue
        earlier = first.setdefault((id(connection.container), name.value), name)
        if earlier is not name:
            yield Finding(
                name.place,
                f"another connection beside this one is called {quoted(name.value)} too: "
                "whoever looks it up by name may get the other",
                "Give each connection its own name.",
                (Related(earlier.place, "first here"),),
            )
