"""The files that ship with the program: schemas, a problem matcher, profiles and pages of rules.

In the repository they are in `schemas/` and `docs/rules/`. A wheel contains the same folders
inside the package; an editable install reads them from the checkout.
"""

from __future__ import annotations

import os


def schema_names() -> tuple[str, ...]:
    """Return the names of the JSON Schemas and of the problem matcher in alphabetical order.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    return tuple(sorted(_schema_files()))


def schema(name: str) -> str:
    """Return the text of a JSON Schema or of the problem matcher.

    Args:
        name: Its name, without folder and suffix, such as `report`.

    Raises:
        KeyError: No schema has that name.
        FileNotFoundError: The installation is incomplete.
    """
    return _read(f"schemas/{_schema_files()[name]}")


def rule_page(name: str) -> str:
    """Return the documentation of a rule in Markdown.

    Args:
        name: The name of an existing rule.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    return _read(f"docs/rules/{name}.md")


def rule_page_path(name: str) -> str:
    """Return the absolute path of the documentation of a rule.

    Args:
        name: The name of an existing rule.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    return _path(f"docs/rules/{name}.md")


def provider(name: str) -> str:
    """Return the text of a provider's profile in YAML.

    Args:
        name: The name of an existing profile.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    return _read(f"schemas/providers/{name}.yaml")


def _schema_files() -> dict[str, str]:
    files = (file for file in os.listdir(_path("schemas")) if file.endswith(".json"))
    return {file.removesuffix(".json").removesuffix(".schema"): file for file in files}


def _read(name: str) -> str:
    with open(_path(name), encoding="utf-8") as file:
        return file.read()


def _path(name: str) -> str:
    package = os.path.dirname(os.path.abspath(__file__))
    checkout = os.path.dirname(os.path.dirname(package))
    for parent in (package, checkout):
        path = os.path.join(parent, name)
        if os.path.exists(path):
            return path
    raise FileNotFoundError(f"{name} is missing from the installation: install outbound-lint again")
