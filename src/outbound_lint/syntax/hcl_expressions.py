"""The expressions of HCL to nodes: literals as what they are, everything else as a placeholder.

A function that reads an expression returns its node, or None where only Terraform can compute its
value; the literals in it are then `aside`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from outbound_lint.patterns import pattern
from outbound_lint.source import Source
from outbound_lint.syntax.hcl_encoding import encoded
from outbound_lint.syntax.hcl_scanner import Scanner
from outbound_lint.syntax.hcl_templates import (
    HEREDOC_START,
    QUOTED,
    UnclosedError,
    heredoc_end,
    heredoc_pieces,
    placeholder,
    quoted_pieces,
)
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, ScalarStyle, Sequence
from outbound_lint.syntax.pieces import MapPiece

_NUMBER = pattern(r"[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_OPERATOR = pattern(r"[=!<>]=|&&|\|\||[-+*%>]|/(?![/*])|<(?!<)")
_OPERATOR_START = frozenset("=!<>&|-+*/%?")
_ACCESS_START = frozenset("[.")
_UNARY = pattern(r"(?:[-!][ \t]*+)++")
_FOR = pattern(r"[\[{]\s*+for\b(?!-)")
_NAME_ONLY = pattern(r"\$\{[A-Za-z_]\w*+(?:\.\w++)*+\}")
_WORDS = ("true", "false", "null")
_MISTAKES = {
    "quote": ("the string has no end", 'Write `"` at its end, or a heredoc for several lines.'),
    "escape": ("an unknown escape in a string", "Write `\\\\` for a backslash."),
    "sequence": ("this bracket is not closed", "Write `}` where the expression ends."),
}


class ExpressionParser(Scanner):
    """Reads expressions.

    Args:
        source: the text.

    Attributes:
        aside: the literals in expressions whose value is not known; only masking needs them.
        encoded: the objects that `jsonencode` makes texts of, by these texts.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.aside: list[Node] = []
        self.encoded: dict[Scalar, Mapping] = {}

    def expression(self) -> Node:
        """Read an expression: a literal, or a placeholder for what has to be computed.

        Raises:
            MistakeError: it is absent or not valid.
        """
        start = self.skip()
        self.enter()
        node = self._operand()
        while self._operation():
            self._set_aside(node)
            node = None
        self.leave()
        return node or self._computed(start)

    def value_of(self, key: Scalar) -> Node:
        """Read the value of a key; the literals that are set aside keep its name.

        Args:
            key: the key.

        Raises:
            MistakeError: it is absent or not valid.
        """
        before = len(self.aside)
        node = self.expression()
        if len(self.aside) > before:
            held = Sequence(self.source, node.start, node.end, None)
            held.items = self.aside[before:]
            named = Mapping(self.source, key.start, node.end, None)
            named.members = [Member(key, held)]
            self.aside[before:] = [named]
        return node

    def _computed(self, start: int) -> Scalar:
        written = self.text[start : self.at].rstrip()
        return self.scalar(start, start + len(written), placeholder(written), "whole")

    def _set_aside(self, *nodes: Node | None) -> None:
        self.aside += (node for node in nodes if node is not None)

    def _operation(self) -> bool:
        """Read an operator and what follows it; false without one."""
        at = self.skip()
        if self.text[at : at + 1] not in _OPERATOR_START:
            return False
        operator = _OPERATOR.match(self.text, at)
        if operator:
            self.at = operator.end()
            self._set_aside(self._operand())
        elif self.text.startswith("?", at):
            self.at += 1
            self._set_aside(self.expression())
            self.take(":", "between the two values of a condition")
            self._set_aside(self.expression())
        else:
            return False
        return True

    def _operand(self) -> Node | None:
        start = self.skip()
        sign = _UNARY.match(self.text, start) if self.text.startswith(("-", "!"), start) else None
        self.at = sign.end() if sign else start
        node = self._term()
        if sign and sign[0] == "-" and isinstance(node, Scalar) and node.style == "number":
            node = self.scalar(start, node.end, f"-{node.value}", "number")
        elif sign:
            self._set_aside(node)
            node = None
        while self._access():
            self._set_aside(node)
            node = None
        return node

    def _term(self) -> Node | None:
        text, start = self.text, self.at
        if text.startswith(("[", "{"), start):
            if _FOR.match(text, start):
                self._for()
                return None
            return self._tuple() if text[start] == "[" else self._object()
        if text.startswith(('"', "<<"), start):
            return self.string() if text[start] == '"' else self._heredoc()
        if text.startswith("(", start):
            self._set_aside(*self._list("(", ")"))
            return None
        if number := _NUMBER.match(text, start):
            self.at = number.end()
            return self.scalar(start, self.at, number[0], "number")
        return self._word()

    def _word(self) -> Node | None:
        """Read a word such as `true`, a name, or the call of a function."""
        word = self.identifier()
        if word is None:
            self.fail_at_value()
        if word.value in _WORDS:
            return self.scalar(word.start, word.end, word.value, "word")
        while self.text.startswith("::", self.at):  # a function of a provider
            self.at += 2
            self._expect_name("::")
        return self._call(word) if self.text.startswith("(", self.at) else None

    def _call(self, function: Scalar) -> Node | None:
        """Read the arguments of a function; `jsonencode` of an object is a literal."""
        arguments = self._list("(", ")")
        self._set_aside(*arguments)
        value = arguments[0] if len(arguments) == 1 else None
        if function.value != "jsonencode" or not isinstance(value, Mapping):
            return None
        text = encoded(self.source, function.start, self.at, value)
        self.encoded[text] = value
        self.count(len(text.map[1]) if text.map else 0)
        return text

    def _access(self) -> bool:
        """Read an attribute, an index or a splat of what is before it; false without one."""
        at = self.skip()
        if self.text[at : at + 1] not in _ACCESS_START:
            return False
        if self.follows("[*]"):
            self.at += len("[*]")
        elif self.follows("["):
            self._set_aside(*self._list("[", "]"))
        elif self.follows(".") and not self.follows("..."):
            self.at += 1
            number = _NUMBER.match(self.text, self.at)
            if self.follows("*"):
                self.at += 1
            elif number:
                self.at = number.end()
            else:
                self._expect_name(".")
        else:
            return False
        return True

    def _expect_name(self, before: str) -> None:
        self.skip()
        if self.identifier() is None:
            self.fail(f"expected a name after `{before}`", "Write a name here.")

    def _list(self, opening: str, closing: str) -> list[Node]:
        """Read expressions in brackets, with commas between them."""
        opened, outer = (opening, self.at), self.loose
        self.at, self.loose = self.at + 1, True
        items: list[Node] = []
        while not self.follows(closing):
            items.append(self.expression())
            if self.follows("..."):
                self.at += len("...")
            if not self.follows(","):
                break
            self.at += 1
        self.close(closing, opened, "`,`" if items else "")
        self.loose = outer
        return items

    def _tuple(self) -> Node:
        node = Sequence(self.source, self.at, self.at, None)
        node.items = self._list("[", "]")
        node.end = self.at
        return node

    def _object(self) -> Node:
        opened, outer = ("{", self.at), self.loose
        node = Mapping(self.source, self.at, self.at, None)
        self.at, self.loose = self.at + 1, False
        while self.skip_lines() < len(self.text) and not self.follows("}"):
            key = self._key()
            if not self.follows("=", ":"):
                self.fail("expected `=` after the key", "Write `=` between a key and its value.")
            self.at += 1
            node.members.append(Member(key, self.value_of(key)))
            if self.follows(","):
                self.at += 1
            elif not self.at_line_end():
                break
        self.close("}", opened, "`,`, a new line" if node.members else "")
        self.loose, node.end = outer, self.at
        return node

    def _key(self) -> Scalar:
        start = self.at
        name = self.identifier()
        if name is not None and self.follows("=", ":"):
            return name
        self.at = start
        node = self.expression()
        if isinstance(node, Scalar):
            return node
        self._set_aside(node)
        return self._computed(start)

    def _for(self) -> None:
        """Read a `for` expression; nobody knows what becomes of it."""
        bracket, outer = self.text[self.at], self.loose
        opened = (bracket, self.at)
        self.at, self.loose = self.at + 1, True
        self.word("for")
        self._expect_name("for")
        if self.follows(","):
            self.at += 1
            self._expect_name(",")
        if not self.word("in"):
            self.fail("expected `in` in a `for` expression", "Write `in` before the collection.")
        self._set_aside(self.expression())
        self.take(":", "after the collection")
        self._set_aside(self.expression())
        if bracket == "{":
            self.take("=>", "between key and value")
            self._set_aside(self.expression())
        if self.follows("..."):
            self.at += len("...")
        if self.word("if"):
            self._set_aside(self.expression())
        self.skip()
        self.close("]" if bracket == "[" else "}", opened)
        self.loose = outer

    def string(self) -> Scalar:
        """Read a quoted string, perhaps with expressions in it.

        Raises:
            MistakeError: it is not valid.
        """
        start = self.at
        plain = QUOTED.match(self.text, start)
        if plain:
            self.at = plain.end()
            return self.scalar(start, self.at, plain[0][1:-1], "quoted")
        pieces = self._pieces(lambda: quoted_pieces(self.text, start, len(self.text)))
        end = (pieces[-1].end if pieces else start + 1) + 1
        return self._template(start, end, pieces, "quoted")

    def _heredoc(self) -> Scalar:
        start = self.at
        opening = HEREDOC_START.match(self.text, start)
        if opening is None:
            self.fail("this starts no heredoc", "Write `<<EOT`, and nothing else on the line.")
        end = heredoc_end(self.text, opening)
        if end is None:
            name, length = opening[2], len(opening[0].rstrip())
            hint = f"Write `{name}` on a separate line after the text."
            self.fail("the heredoc has no end", hint, length=length)
        pieces = self._pieces(lambda: heredoc_pieces(self.text, start, end))
        return self._template(start, end, pieces, "heredoc")

    def _pieces(self, cut: Callable[[], Iterator[MapPiece]]) -> list[MapPiece]:
        try:
            return [piece for piece in cut() if piece.decoded]
        except UnclosedError as error:
            if error.kind == "deep":
                self.beyond_depth(error.start)
            self.at = error.start
            message, hint = _MISTAKES[error.kind]
            self.fail(message, hint, length=error.end - error.start)

    def _template(self, start: int, end: int, pieces: list[MapPiece], style: ScalarStyle) -> Scalar:
        """Make the scalar of a template; one with directives is computed as a whole."""
        value = "".join(piece.decoded for piece in pieces)
        template, is_computed = self.scalar(start, end, value, style), False
        for _, first, last in pieces:
            if self.text.startswith("${", first):
                self._interpolation(first, last)
            is_computed = is_computed or self.text.startswith("%{", first)
        self.at = end
        if not is_computed:
            return template
        self._set_aside(template)
        return self._computed(start)

    def _interpolation(self, start: int, end: int) -> None:
        """Read the expression in an interpolation."""
        if _NAME_ONLY.fullmatch(self.text, start, end):
            return
        outer = self.loose
        self.at, self.loose = start + len("${"), True
        self.at += self.text.startswith("~", self.at)
        self._set_aside(self.expression())
        self.at += self.follows("~")
        if self.skip() != end - 1:
            self.fail("expected `}` after the expression", "Write `}` here.")
        self.loose = outer
