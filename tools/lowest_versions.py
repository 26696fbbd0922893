"""Print the lowest allowed version of each dependency, as constraints for pip.

check-jsonschema, with which tests compare, is among them, since its newest version needs a newer
click than the lowest.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def main() -> None:
    project = tomllib.loads(PYPROJECT.read_text())["project"]
    peers = [one for one in project["optional-dependencies"]["dev"] if "jsonschema>=0" in one]
    lsp = project["optional-dependencies"]["lsp"]
    for requirement in project["dependencies"] + lsp + peers:
        name, version = re.match(r"([\w.-]+)(?:\[\w+\])?>=([\d.]+)", requirement).groups()
        print(f"{name}=={version}")


if __name__ == "__main__":
    main()
