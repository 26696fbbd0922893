"""Runs the command line, and records what it took to run it.

`python recording.py FILE ARGUMENTS…` writes to FILE, as JSON:

- the modules that were imported and what imported them: ours, and the top levels of others;
- how often lines of each of our functions were executed;
- how many characters of regular expressions each of our modules had compiled.

Neither the machine nor its load changes any of this. Nothing is imported here before the run, since
what is there already is not imported again.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

OURS = "outbound_lint"
_FUNCTION = 1  # inspect.CO_OPTIMIZED: the bodies of modules and classes do not have it
_IN_MODULE = ("<listcomp>", "<dictcomp>", "<setcomp>")  # a part of its body in Python 3.12

imported_by: dict[str, str] = {}
lines: dict[str, int] = {}
expressions: dict[str, int] = {}


def main(output: str, args: list[str]) -> int:
    """Run the command line, and return its exit status."""
    before = set(sys.modules)
    sys.settrace(_at_call)
    import outbound_lint.__main__
    from outbound_lint.cli import main as command_line

    status = command_line(args)
    sys.settrace(None)
    names = set(sys.modules) - before - {OURS}
    import json

    tops = {name if _is_ours(name) else name.partition(".")[0] for name in names}
    modules = {_short(name): imported_by.get(name, "") for name in sorted(tops)}
    recorded = {"modules": modules, "lines": lines, "expressions": expressions}
    with open(output, "w", encoding="utf-8") as file:
        json.dump(recorded, file)
    return status


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == OURS


def _short(module: str) -> str:
    """Leave our own name away: `.rules`; other modules stay as they are."""
    return module.removeprefix(OURS) or OURS


def _at_call(frame: FrameType, event: str, arg: Any) -> Any:
    code, module = frame.f_code, frame.f_globals.get("__name__", "")
    if code.co_name == "<module>":
        imported_by.setdefault(module, _short(_caller(frame, "importlib", "_frozen_importlib")))
    elif module == "re._compiler" and code.co_name == "compile":
        asking = _caller(frame, "re", "functools", f"{OURS}.patterns")
        if _is_ours(asking):
            length = len(frame.f_locals["p"])
            expressions[_short(asking)] = expressions.get(_short(asking), 0) + length
    is_function = code.co_flags & _FUNCTION and code.co_qualname not in _IN_MODULE
    if not _is_ours(module) or not is_function:
        return None
    # Some versions of Python run a comprehension as a function, others as lines around it.
    function = f"{_short(module)}.{code.co_qualname.partition('.<')[0]}"
    lines.setdefault(function, 0)

    def at_line(_frame: FrameType, event: str, _arg: Any) -> Any:
        if event == "line":
            lines[function] += 1
        return at_line

    return at_line


def _caller(frame: FrameType, *between: str) -> str:
    """Return the nearest module up the stack that is none of some modules and their parts."""
    above = frame.f_back
    while above:
        module = above.f_globals.get("__name__", "")
        if not any(module == one or module.startswith((f"{one}.", f"{one}_")) for one in between):
            return str(module)
        above = above.f_back
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
