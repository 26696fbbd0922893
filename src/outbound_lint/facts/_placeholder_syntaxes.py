"""The table behind `placeholders`: one row per syntax, who fills it, and where it is documented.

A pattern is compiled when its introducer first occurs in a text; until then it costs one substring
search. No pattern runs past the next introducer of the same kind, and quantifiers are possessive,
so that the time is linear for any text.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from outbound_lint.facts import _template_code
from outbound_lint.patterns import pattern


class Syntax(NamedTuple):
    """A syntax; the pattern's only group is the name, and what must be skipped has no group."""

    introducer: str
    label: str | None
    pattern: str


DEEPEST = 12
"""How deep defaults may be nested in one another."""
ENCODED = (
    r"%(?:24%7[Bb][A-Za-z_]\w*+"
    r"|7[Bb]%7[Bb](?:%20|\+)*+[A-Za-z_.][\w.]*+(?:%20|\+)*+%7[Dd])%7[Dd]"
)
"""A pattern of `${NAME}` and `{{name}}` whose braces are percent-encoded."""

_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*+"
_PROPERTY = rf"{_VARIABLE}(?:\.[A-Za-z0-9_]++|\[[^\[\]{{}}]*+\])*+"
# A hyphen starts a default, but ${API-KEY} and ${api-key} were intended as names; only capitals
# followed by something else, as in ${STAGE-dev}, count as a variable and its default.
_KEBAB = (
    r"(?:[A-Z0-9_]++(?:-[A-Z][A-Z0-9_]*+)++"
    r"|(?=[A-Z0-9_]*+[a-z])[A-Za-z0-9_]++(?:-[A-Za-z][A-Za-z0-9_]*+)++)"
)


def _operation(depth: int) -> str:
    """What may follow a shell name: an operator and a word, which may contain expansions."""
    inner = rf"|\$\{{{_PROPERTY}{_operation(depth - 1)}\}}" if depth else ""
    return rf"(?:[-:=?+%#/^,](?:[^{{}}$]|\$(?!\{{){inner})*+)?"


_COMMANDS = "date|hostname|pwd|uname|uuidgen|whoami"
_KEYWORDS = "else|end|endfor|endif|endunless|endwith|if|range|raw|endraw|with"
# Two stages may work on one text: the deployment fills ${ENV}, the platform {{x.${ENV}}}.
_PATH = (
    rf"(?!(?:{_KEYWORDS})\b(?![.:/\[-]))"
    rf"[.$@=]?(?:\w|\$\{{{_VARIABLE}\}})(?:[\w.:/@-]|\$\{{{_VARIABLE}\}}|\[[^\[\]{{}}]*+\])*+"
)

SYNTAXES = (
    # $$ is a literal dollar sign: Compose file specification, "Interpolation"; GNU make manual,
    # "Basics of Variable References".
    Syntax("$$", None, r"(?:\$\$)++(?:\{[^{}]*+\}?|\w*+)"),
    # Password hashes hold dollar signs: crypt(5), "Available hashing methods".
    Syntax(
        "$",
        None,
        r"\$(?:\d[a-z]?|y|gy|md5|sha1|apr1|scrypt|argon2\w*+|pbkdf2[\w-]*+)\$[\w./$=,+-]*+",
    ),
    # GitHub Actions, "Evaluate expressions in workflows and actions": single-quoted strings.
    Syntax("${{", "${{ x }}", r"\$\{\{(?=\s*+[^\s}])((?:[^{}']|'[^']*+')*+)\}\}"),
    # POSIX.1-2024, Shell Command Language 2.6.2 "Parameter Expansion"; dots, indices and a word
    # after one colon: Terraform "Strings and Templates", Spring property placeholders,
    # CloudFormation Fn::Sub, Serverless Framework variables.
    Syntax("${", "${NAME}", rf"\$\{{(?!{_KEBAB}\}})({_PROPERTY}){_operation(DEEPEST)}\}}"),
    # Azure Pipelines "Define variables", macro syntax (Key Vault names have hyphens); Kubernetes
    # "Define Dependent Environment Variables"; Tekton "Variable Substitutions" (with indices).
    Syntax(
        "$(",
        "$(NAME)",
        rf"\$\((?!(?:{_COMMANDS})\))([A-Za-z_][\w.-]*+)(?:\[[^\[\]()]*+\][\w.-]*+)*+\)",
    ),
    # GitLab "CI/CD inputs".
    Syntax("$[[", "$[[ x ]]", r"\$\[\[\s*+([A-Za-z_][\w.-]*+)[^\[\]]*+\]\]"),
    # Azure Pipelines "Define variables", runtime expressions.
    Syntax(
        "$[",
        "$[x]",
        r"\$\[\s*+((?:variables|dependencies|stageDependencies|coalesce|format|counter)\b[\w.]*+)"
        r"(?:[^\[\]]|\[[^\[\]]*+\])*+\]",
    ),
    # PowerShell "about_Environment_Variables".
    Syntax("$env:", "$env:NAME", r"\$env:([A-Za-z_]\w*+)"),
    # envsubst and the shell, in lower case: only as a part of a URL (and as a whole value), since
    # prose has dollar signs; not the system resources of OData ("URL Conventions", section 4).
    Syntax(
        "$",
        "$NAME",
        r"(?<=[/.@])\$(?!(?:all|batch|count|crossjoin|entity|metadata|ref|value)\b)"
        r"([a-z_][a-z0-9_]*+)(?![\w-])",
    ),
    # POSIX as above; GitLab CI/CD variables; GNU gettext envsubst.
    Syntax("$", "$NAME", r"\$(_*+[A-Z][A-Z0-9_]*+)(?![a-z])"),
    # Windows cmd. RFC 3986 section 2.1 takes precedence: a name of hex digits only, and an end that
    # starts an octet, are percent-encoding.
    Syntax("%", "%NAME%", r"%(?=[0-9A-F]*+[G-Z_])([A-Z_][A-Z0-9_]*+)%(?![0-9A-Fa-f]{2})"),
    Syntax("%", None, rf"(?:(?!{ENCODED})%[0-9A-Fa-f]{{2}})++"),
    # TeamCity "Configuring Build Parameters"; Python's configparser, basic interpolation.
    Syntax(
        "%", "%a.b%", r"%((?:build|env|system|teamcity|vault)[.:][\w.:/!-]++)%(?![0-9A-Fa-f]{2})"
    ),
    Syntax("%(", "%(x)s", r"%\(([A-Za-z_]\w*+)\)s"),
    # Mustache, unescaped variables: mustache(5) "Variables".
    Syntax("{{{", "{{{name}}}", rf"\{{\{{\{{\s*+({_PATH})\s*+\}}\}}\}}"),
    # Coval, Vapi and Twilio Studio variables, Jinja, Go templates, CloudFormation dynamic
    # references: a name or path; - and ~ trim the space around it.
    Syntax("{{", "{{name}}", rf"\{{\{{[-~]?\s*+({_PATH})\s*+[-~]?\}}\}}"),
    # Octopus Deploy "Variable substitution syntax" (names may hold spaces and filters).
    # "Replace Tokens" task for Azure Pipelines: #{x}#; in #{a}#{b} the # belongs to b.
    Syntax("#{", "#{x}#", r"#\{(?=\s*+[^\s}])([^{}\0]*+)\}#(?!\{)"),
    Syntax("#{", "#{x}", r"#\{(?=\s*+[^\s}])([^{}\0]*+)\}"),
    Syntax("@@", "@@X@@", r"@@([A-Za-z_][\w.-]*+)@@"),
    # GNU Autoconf manual, "Substitutions in Makefiles"; not between letters, as in P@SSWORD@1, and
    # not the two @ of user@NAME@[::1].
    Syntax(
        "@",
        "@X@",
        r"@(?=_*+[A-Z])(?=\w++@(?![A-Za-z0-9\[])|(?<![A-Za-z0-9]@))([A-Z0-9_]++)@",
    ),
    # Concourse "Vars": ((source-name:secret-path.secret-field)), parts may be quoted.
    Syntax("((", "((x))", r"\(\(\s*+([A-Za-z_./\"][\w./:\"-]*+)\s*+\)\)"),
    # "Replace Tokens" task for Azure Pipelines: pattern `doubleunderscores`.
    Syntax("__", "__X__", r"(?<!\w)__([A-Z][A-Z0-9]*+(?:_[A-Z0-9]++)*+)__(?!\w)"),
    # CircleCI "Configuration reference", parameters and pipeline values.
    Syntax("<<", "<< x >>", r"<<\s*+((?:matrix|parameters|pipeline)\.[\w.-]++)\s*+>>"),
    # Argo CD Vault Plugin "How it works", inline paths; Harness "Fixed values, runtime inputs, and
    # expressions".
    Syntax("<path:", "<path:x#y>", r"<(path:[^<>#\s]++#[^<>|\s]++)(?:\s*+\|[^<>]*+)?>"),
    Syntax("<+", "<+x>", r"<\+([A-Za-z_][\w.]*+)[^<>]*+>"),
    # Nomad Pack and Levant, whose delimiters are brackets; Thymeleaf "Inlined output expressions".
    Syntax("[[", "[[ x ]]", r"\[\[-?\s*+([.$]?[A-Za-z_][\w.]*+|(?=\())[^\[\],]*+\]\]"),
    *(Syntax(introducer, _template_code.LABEL, code) for introducer, code in _template_code.ROWS),
)

# `${NAME}` and `{{name}}` without anything else in the braces, as most people write them. The two
# rows match nothing that the rows above read in another way, and take a tenth of the time to
# compile.
_PLAIN = (
    Syntax("${", "${NAME}", rf"\$\{{({_VARIABLE})\}}"),
    Syntax(
        "{{",
        "{{name}}",
        rf"(?<![$#%@{{])\{{\{{(?!(?:{_KEYWORDS})\}})({_VARIABLE})\}}\}}(?!\}})",
    ),
)
_ANY_PLAIN = pattern("|".join(row.pattern for row in _PLAIN))


class Grammar(NamedTuple):
    """Several rows compiled into one pattern, and the syntax of each of its groups."""

    pattern: re.Pattern[str]
    labels: tuple[str, ...]


@cache
def grammar(rows: tuple[Syntax, ...]) -> Grammar:
    """Compile rows; if several match at one place, the first wins."""
    return Grammar(
        re.compile("|".join(row.pattern for row in rows)),
        tuple(row.label for row in rows if row.label is not None),
    )


def rows_in(text: str, further: tuple[Syntax, ...] = ()) -> tuple[Syntax, ...]:
    """The rows that may match in text, those of `further` first; nearly free if there are none."""
    signs = "".join([sign for sign in _FIRST_CHARACTERS if sign in text])
    if not (further or signs):
        return ()
    rows = tuple([row for row in (*further, *_starting_with(signs)) if row.introducer in text])
    if rows and not further:
        others = _ANY_PLAIN.sub(_NOTHING, text)
        if not [row for row in rows if row.introducer in others]:
            return _PLAIN
    return rows


def rows_at(text: str, pos: int, further: tuple[Syntax, ...] = ()) -> tuple[Syntax, ...]:
    """The rows that may match at pos, those of `further` first."""
    usual = _at_start(text[pos : pos + 2])
    if not (further or usual):
        return ()
    if not further and _ANY_PLAIN.match(text, pos):
        return _PLAIN
    return tuple(row for row in (*further, *usual) if text.startswith(row.introducer, pos))


@cache
def _starting_with(signs: str) -> tuple[Syntax, ...]:
    """The rows whose introducer starts with one of some characters."""
    return tuple(row for row in SYNTAXES if row.introducer[0] in signs)


@lru_cache(maxsize=1024)
def _at_start(start: str) -> tuple[Syntax, ...]:
    """The rows that may match a text with these two first characters."""
    return tuple(
        row
        for row in _STARTING_WITH.get(start[:1], ())
        if row.introducer.startswith(start) or start.startswith(row.introducer[:2])
    )


_NOTHING = "\0"  # no introducer has it
_FIRST_CHARACTERS = tuple({row.introducer[0]: None for row in SYNTAXES})
_STARTING_WITH = {sign: _starting_with(sign) for sign in _FIRST_CHARACTERS}
