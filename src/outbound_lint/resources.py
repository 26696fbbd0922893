"""The schemas that ship with the program, as text.

They stand at the top level of the repository. A wheel carries them inside the package; an
editable install has no copy, so they are read from the checkout.
"""

from __future__ import annotations

import os

_SUFFIX = ".schema.json"


def names() -> tuple[str, ...]:
    """Name every schema, in alphabetical order: `outbound-connection`, `report` and so on.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    entries = os.listdir(_folder())
    return tuple(sorted(e.removesuffix(_SUFFIX) for e in entries if e.endswith(_SUFFIX)))


def read(name: str) -> str:
    """Return the text of a schema.

    Args:
        name: The schema's name, without folder and `.schema.json`.

    Raises:
        KeyError: There is no schema of that name.
        FileNotFoundError: The installation is incomplete.
    """
    if name not in names():
        raise KeyError(name)
    with open(os.path.join(_folder(), name + _SUFFIX), encoding="utf-8") as file:
        return file.read()


def _folder() -> str:
    package = os.path.dirname(os.path.abspath(__file__))
    checkout = os.path.dirname(os.path.dirname(package))
    for parent in (package, checkout):
        folder = os.path.join(parent, "schemas")
        if os.path.isdir(folder):
            return folder
    raise FileNotFoundError(
        f"the schemas of outbound-lint are neither in {package} nor in {checkout}: "
        "the installation is incomplete, install outbound-lint again"
    )
