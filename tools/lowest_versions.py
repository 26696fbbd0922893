"""Print the lowest allowed version of each dependency, as constraints for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def main() -> None:
    for requirement in tomllib.loads(PYPROJECT.read_text())["project"]["dependencies"]:
        name, version = re.fullmatch(r"([\w.-]+)(?:\[\w+\])?>=([\d.]+),<.+", requirement).groups()
        print(f"{name}=={version}")


if __name__ == "__main__":
    main()
