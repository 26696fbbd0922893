"""Where a text stops being JSON, found in another way: RFC 8259 as a table of states.

A state maps a character to the next state, or refuses it. A stack holds the open brackets. No code
is shared with the parser under test.
"""

from __future__ import annotations

SPACE = " \t\n\r"
DIGITS = "0123456789"
HEX = "0123456789abcdefABCDEF"
WORDS = ("true", "false", "null")

# A number: state to (characters to next state). The states in ENDS may end a number.
NUMBER: dict[str, dict[str, str]] = {
    "minus": {"0": "zero", **dict.fromkeys("123456789", "integer")},
    "zero": {".": "point", "e": "exponent", "E": "exponent"},
    "integer": {**dict.fromkeys(DIGITS, "integer"), ".": "point", "e": "exponent", "E": "exponent"},
    "point": dict.fromkeys(DIGITS, "fraction"),
    "fraction": {**dict.fromkeys(DIGITS, "fraction"), "e": "exponent", "E": "exponent"},
    "exponent": {**dict.fromkeys(DIGITS, "power"), "+": "sign", "-": "sign"},
    "sign": dict.fromkeys(DIGITS, "power"),
    "power": dict.fromkeys(DIGITS, "power"),
}
ENDS = {"zero", "integer", "fraction", "power"}


def first_mistake(text: str) -> int | None:
    """The first offset at which no valid text can continue; None for a valid text."""
    state, stack = "value", ""
    for offset, character in enumerate(text):
        following = step(state, stack, character)
        if following is None:
            return offset
        state, stack = following
    done = state == "after" or state in ENDS
    return None if done and not stack else len(text)


def step(state: str, stack: str, character: str) -> tuple[str, str] | None:  # noqa: PLR0911
    """Take one character; None if it is refused."""
    if state in NUMBER:
        if character in NUMBER[state]:
            return NUMBER[state][character], stack
        return step("after", stack, character) if state in ENDS else None
    if state.startswith("word "):
        rest = state[5:]
        if character != rest[0]:
            return None
        return (f"word {rest[1:]}" if rest[1:] else "after"), stack
    if state.startswith(("string", "name")):
        return in_string(state, stack, character)
    if character in SPACE:
        return state, stack
    return between(state, stack, character)


def in_string(state: str, stack: str, character: str) -> tuple[str, str] | None:
    kind, _, escape = state.partition(" ")
    if escape == "escape":
        if character == "u":
            return f"{kind} 4", stack
        return (kind, stack) if character in '"\\/bfnrt' else None
    if escape:
        left = int(escape) - 1
        return (f"{kind} {left}" if left else kind, stack) if character in HEX else None
    if character == "\\":
        return f"{kind} escape", stack
    if character == '"':
        return ("colon" if kind == "name" else "after"), stack
    return None if character < " " else (state, stack)


def between(state: str, stack: str, character: str) -> tuple[str, str] | None:  # noqa: PLR0911
    if state == "colon":
        return ("value", stack) if character == ":" else None
    if state in ("new object", "member") and character == '"':
        return "name", stack
    if state == "new object" and character == "}":
        return "after", stack[:-1]
    if state == "new array" and character == "]":
        return "after", stack[:-1]
    if state in ("value", "new array"):
        return value(stack, character)
    if state == "after" and stack:
        if character == ",":
            return ("member" if stack[-1] == "{" else "value"), stack
        if stack[-1] + character in ("{}", "[]"):
            return "after", stack[:-1]
    return None


def value(stack: str, character: str) -> tuple[str, str] | None:
    for word in WORDS:
        if character == word[0]:
            return f"word {word[1:]}", stack
    opened = {"{": "new object", "[": "new array"}
    if character in opened:
        return opened[character], stack + character
    if character == '"':
        return "string", stack
    if character == "-":
        return "minus", stack
    return (NUMBER["minus"][character], stack) if character in NUMBER["minus"] else None
