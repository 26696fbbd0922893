"""Template code: expressions and blocks that a template engine renders, such as `{{ x | lower }}`.

Whitespace, quotes and brackets in it are part of it. The rows extend the table of
`_placeholder_syntaxes` and follow its rules. A pattern stops at the next introducer outside of
quotes, and passes a bounded number of strings and brackets, so that the time is linear for any
text.

Sources: the documentation of Jinja (Ansible, Salt, dbt, Airflow), Go's text/template with Sprig
(Helm, chezmoi, Argo, consul-template), Liquid, Handlebars, Mustache, Twig, ERB and EJS, the
template syntax of Terraform, FreeMarker, and SpEL (Spinnaker).
"""

from __future__ import annotations

import re
from typing import NamedTuple

LABEL = "template code"

_STRING = r"\"(?:[^\"\\]|\\[\s\S])*+\"|'(?:[^'\\]|\\[\s\S])*+'|`[^`]*+`"
# Also outside of strings a backslash hides a quote: if it were a quote for one attempt and not for
# another, each of many attempts could run to the end of the text.
_PLAIN = r"[^{}\"'`\\]*+(?:\\[\"'`\\]?+[^{}\"'`\\]*+)*+"


def _content(depth: int) -> str:
    """What may be in code: anything, with closed strings and balanced single braces."""
    braces = rf"|\{{(?!\{{){_content(depth - 1)}\}}" if depth else ""
    return rf"{_PLAIN}(?:(?:{_STRING}{braces}){_PLAIN}){{0,64}}+"


# A word that makes an expression of the words after it; any other words are a name with spaces.
_STATEMENTS = (
    "block|define|each|else|elseif|elif|elsif|end|endfor|endif|endunless|endwith|for|if|include|"
    "partial|range|raw|endraw|template|unless|with"
)
_FUNCTIONS = (
    "and|b64dec|b64enc|capitalize|eq|fromJson|ge|gt|index|json|jsonencode|le|len|lookup|lower|"
    "lowercase|lt|ne|not|or|printf|quote|squote|stringify|toJSON|toJson|toYaml|to_json|tpl|trim|"
    "upper|uppercase|urlencode|urlquery"
)
_NAME = r"\w[\w.:/@-]*+(?<!:)"
_WORD = r"(?:\s++\w[\w./-]*+)"
_OPERATOR = r"(?:\|\|?|==|!=|<=|>=|&&|\?\?|\?:|[-=]>|[-?+*/%<>=~;](?=\s))\s*+[^\s|}]"

# How an expression in `{{...}}` starts, so that it is neither a name, nor text, nor JSON; then the
# first name in it.
_EXPRESSION = (
    r"(?=[.^$](?=[-~\s]*+\})|[#/^>&*=.$@](?=\s*+[^\s{}])"  # a section, a partial, a field
    rf"|(?=[(\[])|(?=[\"'`])(?=(?:{_STRING})\s*+[^\s:]|(?:{_STRING})\s*+\}})|(?<=\s)(?=\{{)"
    rf"|(?:{_STATEMENTS})\b(?![.:/\[-])(?!\s*+:)|(?:{_FUNCTIONS})\s++[^\s}}]"
    rf"|{_NAME}(?:\s*+(?:{_OPERATOR}|[(\[])|(?<=\.)`"
    rf"|{_WORD}*+\s++[.$@(\"'`]|{_WORD}++="
    rf"|\s++(?:and|as|else|if|in|is|not|or)\s++[^\s}}]))"
    r"[#/^>&*=(\s]*+([\w.$@]*+)"
)

# As `_PROPERTY` of `_placeholder_syntaxes`.
_PROPERTY = r"[A-Za-z_]\w*+(?:(?:\.|::)\w++|\[[^\[\]{}]*+\])*+"
# FreeMarker has `x!"default"`, Terraform `~` for the space around, Spinnaker `#stage(...)`.
_DOLLAR_EXPRESSION = (
    rf"(?:\#(?=[A-Za-z(])|(?=[\"'(\[])|{_PROPERTY}\s*+[(\[]"
    rf"|{_PROPERTY}(?:\s*+(?:{_OPERATOR}|![\"'(])|\s++(?:and|or|eq|in)\s)"
    rf"|(?<=[\s~])(?=[A-Za-z_]\w*+[.\[]){_PROPERTY}\s*+~?(?=\}}))"
)

ROWS = (
    # Handlebars "Comments" and "Raw blocks"; text/template "Actions".
    ("{{", r"\{\{~?!--(?:[^-]|-(?!-))*+--~?()\}\}"),
    ("{{", r"\{\{~?!(?!--)[^{}]*+()\}\}"),
    ("{{", r"\{\{-?\s*+/\*(?:[^*/]|\*(?!/)|/(?!\*))*+\*/\s*+-?()\}\}"),
    ("{{{{", r"\{\{\{\{/?(\w[\w./-]*+)(?:\s[^{}]*+)?\}\}\}\}"),
    ("{{{", rf"\{{\{{\{{(?!\{{)\s*+{_EXPRESSION}{_content(1)}\}}\}}\}}"),
    ("{{", rf"\{{\{{(?!\{{)[-~]?\s*+{_EXPRESSION}{_content(3)}\}}\}}"),
    ("${", rf"\$\{{(?!\{{)~?\s*+(?={_DOLLAR_EXPRESSION})([\w.#]*+){_content(5)}\}}"),
    # Jinja, Liquid and Twig: tags and comments. Laravel Blade: unescaped output.
    ("{%", r"\{%[-+~]?\s*+([A-Za-z_]\w*+)(?![^\s%(~+-])(?:[^%{]|%(?!\})|\{(?![%{]))*+%\}"),
    ("{#", r"\{#(?=[\s-])(?:[^#{]|#(?!\})|\{(?!\#))*+#()\}"),
    ("{!!", r"\{!!\s*+([$\w][\w.>-]*+)[^{}!]*+!!\}"),
    # Ruby runs a command in backticks.
    ("<%", r"<%(?!%)[-=#]?+\s*+(?=[^\s%<-])([\w.@$:]*+)(?:[^%<`]|%(?!>)|<(?!%))*+%>"),
    # Terraform "Directives"; Bazel expand_template; Puppet Hiera "Interpolation".
    ("%{", rf"%\{{~?\s*+([A-Za-z_][\w.:]*+){_content(1)}\}}"),
    # Azure Logic Apps and Data Factory "String interpolation".
    ("@{", rf"(?<!\w)@\{{\s*+([A-Za-z_][\w.]*+){_content(1)}\}}"),
)  # fmt: skip
"""The introducer of each kind of template code, and its pattern; the group is the first name."""

_MAKES_JSON = (
    r"(?<![\w$])(?:(?:must_?)?to_?(?:raw_?|nice_?|pretty_?)?json(?:string)?|json_?encode|jsonify"
    r"|convertToJson|stringify|as(?:bool|float|int))\b|%q|\?\s*+[-]?%>"
    r"|\bdefault[\s(:]++(?:-?\d|true|false)"
    r"|(?<![\w$.])(?:json|dump|quote|include|template|tpl"  # templates that are included are code
    r"|int|float|bool|length|size|len|tonumber|tobool|parseInt|round|abs|plus|minus|times|to_[if]"
    r"|true|false)\b"
    r"(?!\.|\s*+[\[:=-])"
)
_ANY_TAG = (
    r"\{[%#]|%\{~?\s*(?:if|for|else|end)|<%(?!=)|\{\{\{\{"
    rf"|\{{\{{\{{?[-~]?\s*(?:[#/^>!*]|(?:{_STATEMENTS})\b(?<!include)(?<!template)"
    r"(?![./\[-]|\s*+[|:?]))"
)
_LIQUID = r"\|\s*+\w++\s*+:"


def makes_json(code: str) -> bool:
    """Whether an expression results in a JSON value, with its own quotes if it is a string.

    Args:
        code: A whole expression: `{{ x | to_json }}`, `${jsonencode(x)}`, `<%= x.to_json %>`.
    """
    return re.search(_MAKES_JSON, code, re.IGNORECASE) is not None


def is_tag(code: str) -> bool:
    """Whether code is a tag or a comment, such as `{% if x %}`, that stands for no value."""
    return re.match(_ANY_TAG, code) is not None


def is_liquid(code: str) -> bool:
    """Whether an expression has a filter with a colon, as only Liquid and its ports have.

    Receivers render Liquid in the values that they get; deployments do not use it.
    """
    return re.search(_LIQUID, code) is not None


class Tag(NamedTuple):
    """A tag that opens or closes a block; `language` is the start of its syntax."""

    language: str
    opens: bool


# Jinja "List of Control Structures", Liquid "Tags", Twig "Tags": those that have an end.
_PERCENT_BLOCKS = (
    "autoescape|block|call|capture|case|comment|filter|for|if|macro|raw|tablerow|unless|verbatim"
)
_TAG = (
    rf"\{{%[-+~]?\s*(?:(?P<percent_opens>{_PERCENT_BLOCKS})|(?P<percent_closes>end(?:{_PERCENT_BLOCKS})?))\b"
    r"|%\{~?\s*(?:(?P<directive_opens>if|for)|(?P<directive_closes>endif|endfor))\b"
    r"|\{\{\{?[-~]?\s*(?:(?P<handlebars_opens>[#^]\s*+\w|\#[>*])|(?P<handlebars_closes>/\s*+\w)"
    r"|(?P<go_opens>(?:if|range|with|block|define)\s++[^\s|}])|(?P<go_closes>end(?=\s*+-?\})))"
)


def tag_of(code: str) -> Tag | None:
    """The block that code opens or closes; None for any other code."""
    match = re.match(_TAG, code)
    if match is None or match.lastgroup is None:
        return None
    language, _, kind = match.lastgroup.partition("_")
    return Tag(language, kind == "opens")
