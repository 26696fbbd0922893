"""The files that ship with the program: JSON Schemas and the pages of the rules.

In the repository they are in `schemas/` and `docs/rules/`. A wheel contains the same folders
inside the package; an editable install reads them from the checkout.
"""

from __future__ import annotations

import os

_SCHEMAS = "schemas", ".schema.json"
_RULE_PAGES = "docs/rules", ".md"


def schema_names() -> tuple[str, ...]:
    """Return the names of all schemas in alphabetical order.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    folder, suffix = _SCHEMAS
    entries = os.listdir(_path(folder))
    return tuple(sorted(e.removesuffix(suffix) for e in entries if e.endswith(suffix)))


def schema(name: str) -> str:
    """Return the text of a schema.

    Args:
        name: The name of the schema, without folder and suffix, such as `report`.

    Raises:
        KeyError: No schema has that name.
        FileNotFoundError: The installation is incomplete.
    """
    if name not in schema_names():
        raise KeyError(name)
    return _read(_SCHEMAS, name)


def rule_page(name: str) -> str:
    """Return the documentation of a rule in Markdown.

    Args:
        name: The name of an existing rule.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    return _read(_RULE_PAGES, name)


def _read(kind: tuple[str, str], name: str) -> str:
    folder, suffix = kind
    with open(_path(folder, name + suffix), encoding="utf-8") as file:
        return file.read()


def _path(*parts: str) -> str:
    package = os.path.dirname(os.path.abspath(__file__))
    checkout = os.path.dirname(os.path.dirname(package))
    for parent in (package, checkout):
        path = os.path.join(parent, *parts)
        if os.path.exists(path):
            return path
    raise FileNotFoundError(
        f"{'/'.join(parts)} is missing from the installation: install outbound-lint again"
    )
