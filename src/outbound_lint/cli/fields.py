"""`outbound-lint fields`: the fields of a connection, as the schema describes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from outbound_lint.cli.console import write
from outbound_lint.cli.errors import CommandError

# Not a docstring, which `python -OO` drops.
_HELP = "Describe the fields of a connection: type, default, meaning and examples."


@click.command("fields", help=_HELP)
def command() -> None:
    """Run the command."""
    import json

    from outbound_lint import resources

    try:
        schema = json.loads(resources.schema("outbound-connection"))
    except FileNotFoundError as error:
        raise CommandError(str(error)) from None
    connection = schema["$defs"]["connection"]
    fields = [
        "\n".join(_lines(name, field, required=name in connection["required"]))
        for name, field in connection["properties"].items()
    ]
    write("\n\n".join(fields) + "\n")


def _lines(name: str, field: dict[str, Any], *, required: bool) -> Iterator[str]:
    import textwrap

    kind = field["type"]
    if field.get("contentMediaType") == "application/json":
        kind += f" that contains a JSON {field['contentSchema']['type']}"
    yield name
    yield f"    type: {kind}"
    yield f"    required: {'yes' if required else 'no'}"
    if "default" in field:
        yield f"    default: {field['default']}"
    indent = "    "
    yield from textwrap.wrap(
        field["description"], 80, initial_indent=indent, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    yield "    examples:"
    yield from (f"      {example}" for example in field["examples"])
