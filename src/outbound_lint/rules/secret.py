"""Rules of family secret: credentials written down where a placeholder belongs."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, field_rule


@field_rule("secret-hardcoded", "secret", "error")
def secret_hardcoded(connection: Connection, context: Context) -> Iterator[Finding]:
    """A credential is written into the file.

    ## What it finds
    In any field, whatever else is wrong there: keys and tokens that have the shape of a vendor's,
    JWTs, private keys, and the credentials of `Basic`. On standard input without a name nothing is
    said: an export of the platform's API holds credentials necessarily.

    ## Why it matters
    Whoever can read the repository, its history or a build's log can use it. A credential that was
    committed once counts as known.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Basic dm9pY2U6aHVzaC1odXNo", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Basic ${VOICE_CREDENTIALS}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Revoke the credential where it was issued, put the new one into your secret store, and write a
    placeholder here that your deployment fills.
    """
    if not context.named:
        return
    for field in connection.fields.values():
        if field.plain:
            continue
        from outbound_lint.rules.secret_places import hardcoded

        for place, vendor in hardcoded(field, connection):
            yield Finding(
                place,
                f"a credential is written down here ({vendor}): "
                "whoever reads this file, or its history, can use it",
                "Revoke it, and write a placeholder such as `${VOICE_TOKEN}` here.",
            )


@field_rule("secret-suspected", "secret", "warning")
def secret_suspected(connection: Connection, context: Context) -> Iterator[Finding]:
    """A value under a secret-looking name is too random to be anything else.

    ## What it finds
    In headers, in the payload at any depth and in the query of the endpoint: a value of 16
    characters or more, with digits and of high entropy, whose name says key, token, secret or
    password. Ids, digests, URLs, versions and names of keys are none.

    ## Why it matters
    It may be a credential. Whoever can read the repository, its history or a build's log could use
    it.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"X-API-Key": "k7m2p9x4k7m2p9x4", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"X-API-Key": "${VOICE_KEY}", "Content-Type": "application/json"}
    ```

    ## How to mend
    If it is a credential, revoke it and write a placeholder. If it is none, say so in a comment:
    `# outbound-lint: ignore[secret-suspected] why`.
    """
    for field in connection.fields.values():
        if field.plain:
            continue
        from outbound_lint.rules.secret_places import suspicious

        for place in suspicious(field, connection, context.settings):
            yield Finding(
                place,
                "this looks like a credential: whoever reads this file could use it",
                "Write a placeholder, such as `${VOICE_TOKEN}`, and revoke what stood here.",
            )
