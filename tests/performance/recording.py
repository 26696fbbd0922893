"""Runs the command line, and records what it took to run it.

`python recording.py FILE ARGUMENTS…` writes to FILE, as JSON:

- our modules that were imported, the libraries that they asked for, and which module asked first;
- how often lines of each of our functions were executed;
- the size of the regular expressions that each of our modules had compiled (see `_size`).

Neither the machine nor its load changes any of this, nor does what one library imports of another.
Nothing is imported here before the run, since that would hide who asks for it.
"""

from __future__ import annotations

import builtins
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

OURS = "outbound_lint"
_FUNCTION = 1  # inspect.CO_OPTIMIZED: the bodies of modules and classes do not have it
_IN_MODULE = ("<listcomp>", "<dictcomp>", "<setcomp>")  # a part of its body in Python 3.12

asked_by: dict[str, str] = {}
lines: dict[str, int] = {}
compiled: list[tuple[str, Any, int]] = []
_import = builtins.__import__


def main(output: str, args: list[str]) -> int:
    """Run the command line, and return its exit status."""
    builtins.__import__ = _ask
    sys.settrace(_at_call)
    from outbound_lint import __main__, cli

    assert __main__.run  # the entry point ends its process
    status = cli.main(args)
    sys.settrace(None)
    builtins.__import__ = _import
    import json

    expressions: dict[str, int] = {}
    for module, expression, flags in compiled:
        expressions[module] = expressions.get(module, 0) + _size(expression, flags)

    ours = {name for name in sys.modules if _is_ours(name)} - {OURS}
    libraries = {name.partition(".")[0] for name in asked_by} - {OURS}
    modules = {_short(name): asked_by.get(name, "") for name in sorted(ours | libraries)}
    recorded = {"modules": modules, "lines": lines, "expressions": expressions}
    with open(output, "w", encoding="utf-8") as file:
        json.dump(recorded, file)
    return status


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == OURS


def _short(module: str) -> str:
    """Leave our own name away: `.rules`; other modules stay as they are."""
    return module.removeprefix(OURS)


def _ask(name: str, scope: Any = None, local: Any = None, parts: Any = (), level: int = 0) -> Any:
    asking = (scope or {}).get("__name__", "")
    if _is_ours(asking):
        for asked in (name, name.partition(".")[0], *(f"{name}.{part}" for part in parts or ())):
            asked_by.setdefault(asked, _short(asking))
    return _import(name, scope, local, parts, level)


def _at_call(frame: FrameType, event: str, arg: Any) -> Any:
    code, module = frame.f_code, frame.f_globals.get("__name__", "")
    is_expression = module == "re._compiler" and code.co_name == "compile"
    if is_expression and (asking := _short(_asking(frame))):
        compiled.append((asking, frame.f_locals["p"], frame.f_locals["flags"]))
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


def _size(expression: Any, flags: int) -> int:
    """Return how long it takes to compile an expression, in characters of an ordinary one.

    Python looks at each character of a set up to U+FFFF, which takes an eighth of the time.
    """
    from re import _parser

    def in_sets(parsed: Any) -> int:
        if isinstance(parsed, _parser.SubPattern):
            return in_sets(parsed.data)
        if isinstance(parsed, tuple) and len(parsed) == 2 and str(parsed[0]) == "RANGE":
            first, last = parsed[1]
            return max(min(last, 0xFFFF) - first, 0)
        return sum(map(in_sets, parsed)) if isinstance(parsed, (list, tuple)) else 0

    return len(expression) + in_sets(_parser.parse(expression, flags)) // 8


def _asking(frame: FrameType) -> str:
    """Return which of our modules has an expression compiled; empty if it is a library."""
    above = frame.f_back
    while above:
        module = str(above.f_globals.get("__name__", ""))
        if _is_ours(module) and module != f"{OURS}.patterns":
            return module
        if not module.startswith((OURS, "re", "functools")):
            break  # a library
        above = above.f_back
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
