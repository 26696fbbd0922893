"""Placeholders: well-formed ones, malformed ones, and text that only looks like one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outbound_lint import Settings, lint_text
from outbound_lint.facts import placeholders
from outbound_lint.facts._template_code import is_tag
from outbound_lint.facts.placeholders import at, find, find_malformed, hide, whole
from tests.growth import is_linear

if TYPE_CHECKING:
    from collections.abc import Callable

WELL_FORMED = [
    ("${API_KEY}", "${NAME}", "API_KEY"),
    ("${api_key}", "${NAME}", "api_key"),
    ("${API_KEY:-none}", "${NAME}", "API_KEY"),
    ("${STAGE-dev}", "${NAME}", "STAGE"),
    ("${PORT-8080}", "${NAME}", "PORT"),
    ("${API_KEY:?is not set}", "${NAME}", "API_KEY"),
    ("${A:-${B:-${C}}}", "${NAME}", "A"),
    ("${HOST:-https://example.net/$x}", "${NAME}", "HOST"),
    ("${var.token}", "${NAME}", "var.token"),
    ("${AWS::Region}", "${NAME}", "AWS"),
    ("${{ secrets.API_KEY }}", "${{ x }}", "secrets.API_KEY"),
    ("${{ format('{0}', inputs.a) }}", "${{ x }}", "format('{0}', inputs.a)"),
    ("$API_KEY", "$NAME", "API_KEY"),
    ("%API_KEY%", "%NAME%", "API_KEY"),
    ("%ACCESS_TOKEN%", "%NAME%", "ACCESS_TOKEN"),
    ("{{name}}", "{{name}}", "name"),
    ("{{ init_response.path }}", "{{name}}", "init_response.path"),
    ("{{.Values.token}}", "{{name}}", ".Values.token"),
    ("{{- .Values.token -}}", "{{name}}", ".Values.token"),
    ('{{ $node["Web hook"].json.to }}', "{{name}}", '$node["Web hook"].json.to'),
    ("{{1.phone}}", "{{name}}", "1.phone"),
    ("{{custom_data.${ENV}}}", "{{name}}", "custom_data.${ENV}"),
    (
        "{{resolve:secretsmanager:x:SecretString}}",
        "{{name}}",
        "resolve:secretsmanager:x:SecretString",
    ),
    ("{{{name}}}", "{{{name}}}", "name"),
    ("$(API_KEY)", "$(NAME)", "API_KEY"),
    ("$(Voice.Api-Key)", "$(NAME)", "Voice.Api-Key"),
    ("#{Voice.Key | Trim}", "#{x}", "Voice.Key | Trim"),
    ("#{key}#", "#{x}#", "key"),
    ("@API_KEY@", "@X@", "API_KEY"),
    ("@@api.key@@", "@@X@@", "api.key"),
    ("((vault:voice.key))", "((x))", "vault:voice.key"),
    ("${A:-${B:-${C:-${D:-${E:-x}}}}}", "${NAME}", "A"),
    ("$(params['x'].y)", "$(NAME)", "params"),
    ("$[[ inputs.host | expand_vars ]]", "$[[ x ]]", "inputs.host"),
    ("$[variables['a']]", "$[x]", "variables"),
    ("$env:TOKEN", "$env:NAME", "TOKEN"),
    ("%env.TOKEN%", "%a.b%", "env.TOKEN"),
    ("%(token)s", "%(x)s", "token"),
    ("__TOKEN__", "__X__", "TOKEN"),
    ("<< pipeline.git.branch >>", "<< x >>", "pipeline.git.branch"),
    ("<path:secret/voice#token | base64encode>", "<path:x#y>", "path:secret/voice#token"),
    ("<+secrets.getValue('x')>", "<+x>", "secrets.getValue"),
    ("[[ .host | lower ]]", "[[ x ]]", ".host"),
    ("{{ h | default('x') }}", "template code", "h"),
    ("{{ lookup('env', 'URL') }}", "template code", "lookup"),
    ("{{ {'a': {'b': 1}} | to_json }}", "template code", ""),
    ('{{ "{{" }}', "template code", ""),
    ("{{ .Values.x | quote }}", "template code", ".Values.x"),
    ("{{{json x}}}", "template code", "json"),
    ("${jsonencode({ a = { b = 1 } })}", "template code", "jsonencode"),
    ("${ var.x }", "template code", "var.x"),
    ("${ #stage('x') }", "template code", "#stage"),
    ("<%= ENV.fetch(:TOKEN) %>", "template code", "ENV.fetch"),
    ("%{lookup('x')}", "template code", "lookup"),
    ("@{variables('x')}", "template code", "variables"),
    ("{!! $x !!}", "template code", "$x"),
]
TAGS = [
    "{% set x = 1 %}",
    "{%- else -%}",
    "{# don't #}",
    "{{/* don't */}}",
    "{{! don't }}",
    "{{!-- {{x}} --}}",
    "{{> partial a=b}}",
    "{{else}}",
    "<% x = 1 %>",
]
"""Template code that stands for no value, and neither opens nor closes a block."""

ONLY_WHOLE = [
    ("<token>", "<name>"),
    ("<YOUR API KEY>", "<name>"),
    ("<token | base64encode>", "<name>"),
    ("$token", "$NAME"),
    ("[API_KEY]", "[NAME]"),
    ("[YOUR API KEY]", "[NAME]"),
    ("ENC[AES256_GCM,data:YQ==,iv:Yg==,tag:Yw==,type:str]", "ENC[...]"),
    ("vault:secret/data/voice#key", "secret reference"),
    ("op://vault/item/field", "secret reference"),
    ("env:API_KEY", "secret reference"),
    ("arn:aws:secretsmanager:eu-west-1:123456789012:secret:voice", "secret reference"),
    ("arn:aws-cn:ssm:cn-north-1:123456789012:parameter/voice", "secret reference"),
    ("projects/voice/secrets/key/versions/latest", "secret reference"),
]
NEITHER = [
    "",
    "plain",
    "it costs $5 or US$50",
    "100% sure",
    "write to a@b.c or d@e.f",
    "a ((b",
    "{}",
    '{"a": {"b": {"c": 1}}}',
    r"^\d{3}$(?:x)",
    "price $ {amount}",
    "$2b$10$" + "N9qo8uLOickgx2ZMRZoMye" + "IjZAgcfl7p92ldGxad68LJZdL17lhWy",
    "$6$rounds=5000$" + "SALT$HASH",
    "caf%C3%A9T%20x %e2%82%AC %2F%41 %CAFE%",
    "P@SSWORD@1",
    "$lower and $Mixed",
    "$$ESCAPED and $${ESCAPED}",
    "[A-Z]",
    '["API_KEY"]',
    "<speak>hello</speak>",
    "env: x",
    "arn:aws:iam::123456789012:role/x",
    "Use `transfer_call` when the caller asks, then `end_call`.",
]


@pytest.mark.parametrize(("text", "syntax", "name"), WELL_FORMED)
def test_each_syntax_is_found_alone_inside_text_and_at_its_place(
    text: str, syntax: str, name: str
) -> None:
    """Every function finds the same placeholder, and nothing wrong with it."""
    inside = f"Bearer {text}, then"
    assert [inside[p.start : p.end] for p in find(inside)] == [text]
    assert [(p.syntax, p.name) for p in find(inside)] == [(syntax, name)]
    assert whole(f"  {text} ") == find(f"  {text} ")[0]
    assert at(inside, 7) == find(inside)[0]
    assert at(inside, 6) is None
    assert find_malformed(inside) == ()
    assert find_malformed(f'{{"a": {{"b": {text}}}}}') == ()


@pytest.mark.parametrize("text", TAGS)
def test_tags_and_comments_of_template_code_are_placeholders_but_no_values(text: str) -> None:
    inside = f"a {text}, then"
    assert [(inside[p.start : p.end], p.syntax) for p in find(inside)] == [(text, "template code")]
    assert whole(text) == find(text)[0]
    assert at(text, 0) is None
    assert find_malformed(inside) == ()


@pytest.mark.parametrize(
    "text",
    [
        "{% if a %}x{% elsif b %}y{% endif %}",
        "{% if a %}x{% end %}",
        "{% for a in b %}{% if a %}{{ a }}{% endif %}{% endfor %}",
        "{{#if a}}{{#each b}}{{this}}{{/each}}{{else}}x{{/if}}",
        "{{#a}}{% if b %}x{% endif %}{{/a}}",
        "{{ if .a }}{{ range .b }}x{{ end }}{{ else }}y{{ end }}",
        "%{ for a in b }%{ if a }x%{ endif }%{ endfor }",
    ],
)
def test_a_complete_block_is_one_placeholder(text: str) -> None:
    [found] = find(f"a {text} b")
    assert (found.start, found.end, found.syntax) == (2, 2 + len(text), "template code")
    assert whole(text) == find(text)[0]
    assert find_malformed(text) == ()


@pytest.mark.parametrize(
    "text", ["{{block}}", "{{ end.date }}", "{{ end | date }}", "{{ with | x }}", "{{ if.x }}"]
)
def test_words_that_open_and_close_blocks_may_also_be_names(text: str) -> None:
    assert find_malformed(text) == ()
    assert at(text, 0) == find(text)[0]


def test_an_incomplete_block_hides_nothing_between_its_tags() -> None:
    text = "{% if a %} x {{#b}} y"
    assert [text[one.start : one.end] for one in find(text)] == ["{% if a %}", "{{#b}}"]
    text = "{{/a}} x {{#a}} y {{/a}}"
    assert [text[one.start : one.end] for one in find(text)] == ["{{/a}}", "{{#a}} y {{/a}}"]


def test_lower_case_variables_of_a_shell_are_parts_of_a_url_or_a_whole_value() -> None:
    text = "https://$host.acme.dev/$path/$batch?$filter=$x"
    assert [one.name for one in find(text)] == ["host", "path"]
    assert whole("$token")
    assert find("it costs $five") == ()


@pytest.mark.parametrize(("text", "syntax"), ONLY_WHOLE)
def test_some_syntaxes_count_only_as_a_whole_value(text: str, syntax: str) -> None:
    """Inside other text they are ordinary text."""
    found = whole(f" {text}")
    assert found is not None
    assert (found.start, found.end, found.syntax) == (1, 1 + len(text), syntax)
    assert find(text) == ()
    assert whole(f"see {text} there") is None


@pytest.mark.parametrize("text", NEITHER)
def test_text_that_only_looks_like_a_placeholder_is_left_alone(text: str) -> None:
    """It is neither found nor reported as malformed."""
    assert find(text) == ()
    assert whole(text) is None
    assert find_malformed(text) == ()


def test_placeholders_may_be_adjacent() -> None:
    """Each is found, and two are not one whole value."""
    text = "https://%PROTO%%HOST%:$PORT/${A}${B}#{a}#{b}##{c}#"
    assert [p.name for p in find(text)] == ["PROTO", "HOST", "PORT", "A", "B", "a", "b", "c"]
    assert whole("${A}${B}") is None


def test_unquoted_where_json_expects_a_value() -> None:
    """`<ID>` and filters are clear there; `[ID]` starts an array and `{{"a"` is a mistake."""
    assert at('{"id": <ID>}', 7) == (7, 11, "<name>", "ID")
    assert at('{"m": {{ messages | tojson }}}', 6) == (6, 29, "template code", "messages")
    assert at('{"id": {{id}}}', 7) == (7, 13, "{{name}}", "id")
    assert at('{"id": [ID]}', 7) is None
    assert at('{{"a": 1}}', 0) is None


@pytest.mark.parametrize(
    ("text", "kind", "wrong"),
    [
        ("Bearer ${API_KEY", "unclosed", "${API_KEY"),
        ("${A and ${B}", "unclosed", "${A"),
        ("Bearer $(API_KEY", "unclosed", "$(API_KEY"),
        ("Bearer #{key", "unclosed", "#{key"),
        ("Bearer ((key)", "unclosed", "((key)"),
        ("Bearer ${KEY}}", "closed-twice", "${KEY}}"),
        ("#{key}}", "closed-twice", "#{key}}"),
        ("$(KEY))", "closed-twice", "$(KEY))"),
        ("Bearer ${}", "empty", "${}"),
        ("x{{ }}", "empty", "{{ }}"),
        ("${{ }}", "empty", "${{ }}"),
        ("$()", "empty", "$()"),
        ("#{ }", "empty", "#{ }"),
        ("Bearer ${API-KEY}", "name", "${API-KEY}"),
        ("Bearer ${api-key}", "name", "${api-key}"),
        ("${1KEY}", "name", "${1KEY}"),
        ("${ KEY }", "name", "${ KEY }"),
        ("Bearer $ {KEY}", "name", "$ {KEY}"),
        ("{{customer name}}", "name", "{{customer name}}"),
        ("${A_${B}}", "nested", "${A_${B}}"),
        ("${${B}}", "nested", "${${B}}"),
        ("{{a{{b}}}}", "nested", "{{a{{b}}}}"),
        ("Bearer $(cat /run/token)", "command", "$(cat /run/token)"),
        ("$(date)", "command", "$(date)"),
        ("Bearer `cat /run/token`", "command", "`cat /run/token`"),
        ("a {% if b %}", "template-code", "{% if b %}"),
        ("{{#if x}}", "template-code", "{{#if x}}"),
        ("{{ end }}", "template-code", "{{ end }}"),
        ("{{ x | }}", "template-code", "{{ x | }}"),
        ("{{ don't }}", "template-code", "{{ don't }}"),
        ("a {% if b", "unclosed", "{% if"),
        ("a <%= b", "unclosed", "<%= b"),
        ("a <%= %>", "empty", "<%= %>"),
        ("{{/if}}", "template-code", "{{/if}}"),
        ("{% if x %}{% endif %}{% endif %}", "template-code", "{% endif %}"),
        ("${A${A${A}}}", "nested", "${A${A${A}}}"),
        ("<%=`date`%>", "command", "<%=`date`%>"),
        ("Bearer `cat ${FILE`", "command", "`cat ${FILE`"),
        ("Bearer ${A`id`}", "name", "${A`id`}"),
        ("hi {{name", "unbalanced-braces", "{{name"),
        ("hi {{name and more", "unbalanced-braces", "{{name"),
        ("hi {{name}!", "unbalanced-braces", "{{name}"),
        ("hi {{name}}}", "unbalanced-braces", "{{name}}}"),
        ("hi {{{name}}", "unbalanced-braces", "{{{name}}"),
        ("hi {name}}", "unbalanced-braces", "{name}}"),
        ("hi name}}", "unbalanced-braces", "name}}"),
        ("hi ${{ secrets.X }", "unbalanced-braces", "${{ secrets.X }"),
    ],
)
def test_malformed_placeholders_have_one_finding(text: str, kind: str, wrong: str) -> None:
    """It starts at the first character of the placeholder, and its message quotes nothing."""
    [found] = find_malformed(text)
    assert (found.kind, text[found.start : found.end]) == (kind, wrong)
    assert found.message
    assert not any(name in found.message for name in ("KEY", "name}", "token"))


def test_malformed_placeholders_are_found_next_to_well_formed_ones() -> None:
    """Each at its place, also in one text."""
    text = '{"a": "${A}", "b": "${B", "c": "{{c}", "d": {"e": "$(cat x)"}}'
    assert [(m.kind, text[m.start : m.end]) for m in find_malformed(text)] == [
        ("unclosed", "${B"),
        ("unbalanced-braces", "{{c}"),
        ("command", "$(cat x)"),
    ]
    assert [p.name for p in find(text)] == ["A"]


PIECES = st.sampled_from(
    [
        *"${}()%#@Ab-: <>[]'`|\"\n._/",
        "{{",
        "}}",
        "{%",
        "%}",
        "if",
        "end",
        "2F",
        "${A}",
        "{{b}}",
        "$(A)",
        "#{b}#",
        "((b))",
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@given(TEXTS)
def test_spans_are_ordered_and_all_functions_agree(text: str) -> None:
    """There is no overlap, and a placeholder cut out of a text is a whole value."""
    end = 0
    for found in find(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        alone = whole(text[found.start : end])
        assert alone is not None
        assert (alone.syntax, alone.name) == (found.syntax, found.name)
        assert at(text, found.start) == (None if is_tag(text[found.start : end]) else found)
    end = 0
    for wrong in find_malformed(text):
        assert end <= wrong.start < wrong.end <= len(text)
        end = wrong.end


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("", ""),
        ("plain {}", "plain {}"),
        ("${A}/b/{{c}}", "****/b/*****"),
        ("${A}${B", "*******"),
        ("x ${A}} y", "x ***** y"),
        ("${A_${B}}", "*********"),
        ("see <token>", "see <token>"),
        (" <token> ", " ******* "),
        ("op://vault/item/field", "*********************"),
        ("a%e2%82%ac%20b", "a%e2%82%ac%20b"),
    ],
)
def test_placeholders_are_hidden_and_offsets_stay(text: str, hidden: str) -> None:
    assert hide(text, "*", malformed=True) == hidden


def test_malformed_placeholders_are_hidden_on_request_only() -> None:
    assert hide("${A} ${B") == "\0" * 4 + " ${B"


@given(TEXTS)
@example("#{b}#{#{b}#}}")
@example("@$_${A}")
def test_nothing_is_left_to_find_after_hiding(text: str) -> None:
    hidden = hide(text, malformed=True)
    assert len(hidden) == len(text)
    assert all(new in (old, "\0") for new, old in zip(hidden, text, strict=True))
    assert find(hidden) == ()


@pytest.mark.parametrize("octet", ["%e2", "%E2", "%aC", "%2f"])
def test_percent_encoding_takes_precedence_in_either_case(octet: str) -> None:
    assert find(f"https://x.com/{octet}{octet}") == ()
    assert find(f"{octet}%CAT%") == ()  # the octets %CA, and not %CAT%
    assert find(f"%PATH{octet}") == ()  # the second % starts an octet
    assert [one.name for one in find(f"%PATH%/{octet}/%PATH%{octet}")] == ["PATH", "PATH"]


@pytest.mark.parametrize("ask", [find, find_malformed, hide, whole, lambda text: at(text, 0)])
@pytest.mark.parametrize(
    "text",
    [
        "${" * 200_000,
        "{{" * 200_000,
        "{{ " * 130_000,
        "}}" * 200_000,
        "{" * 200_000 + "}" * 200_000,
        "${{" * 130_000,
        "${{'" * 100_000,
        "{{'" * 66_000 + '{{"' * 66_000,
        "$(" * 200_000,
        "$" * 400_000,
        "$A" * 200_000,
        "$ " * 200_000,
        "${A:-" * 80_000,
        "${A:-${B}" * 40_000,
        "${A-" * 100_000,
        "#{" * 200_000,
        "@" * 400_000,
        "@A" * 200_000,
        "((" * 200_000,
        "((a) " * 80_000,
        "%A" * 200_000,
        "%" * 400_000,
        "<" * 400_000,
        "<%" * 200_000,
        "{%" * 200_000,
        "{% a " * 80_000,
        "`" * 400_000,
        "{{ a | b '" * 40_000,
        "{{ a('" * 33_000 + '{{ b("' * 33_000,
        "{{ '{{\" `" * 40_000,
        "\\'#%({{ \"<+" * 30_000 + "}",
        '${\\"${[' * 50_000,
        "{{ {a" * 80_000,
        "{{a({" * 80_000,
        "${a({" * 80_000,
        "{{!--" * 80_000,
        "{{/*" * 100_000,
        "{# " * 130_000,
        "{% if a %}" * 40_000,
        "{{#a}}" * 60_000 + "{{/a}}" * 6_000,
        "%{ a" * 100_000,
        "@{a" * 130_000,
        "{!!a" * 100_000,
        "<% a " * 80_000,
        "<%= a `" * 60_000,
        "<+a" * 130_000,
        "<path:" * 60_000,
        "[[a" * 130_000,
        "$[[a" * 100_000,
        "$[format[" * 40_000,
        "$(a[" * 100_000,
        "__A" * 130_000,
        "%env.a" * 60_000,
        "a" * 400_000 + "`",
        "${" + "a-" * 200_000,
        "{{" + " " * 400_000,
        "{{" + "a " * 200_000 + "|}}",
        "ENC[" * 100_000,
        "[" + "AA-" * 130_000,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_text_takes_linear_time(ask: Callable[[str], object], text: str) -> None:
    ask("${A} {{b}} $(C) #{d} @E@ ((f)) %G% `h`")
    assert is_linear(ask, text)


def test_further_placeholders_are_found_in_their_context_only() -> None:
    text = "Bearer ~TOKEN~ ${OTHER}"
    with placeholders.also(["~[A-Z]+~"]):
        assert [one.name for one in placeholders.find(text)] == ["~TOKEN~", "OTHER"]
        assert [one.name for one in placeholders.find(text, usual_only=True)] == ["OTHER"]
        assert placeholders.whole("~TOKEN~")
        with ThreadPoolExecutor() as pool:
            assert len(pool.submit(placeholders.find, text).result()) == 1
    assert [one.name for one in placeholders.find(text)] == ["OTHER"]
    assert not placeholders.whole("~TOKEN~")


READERS = (find, find_malformed, whole, hide, lambda text: at(text, 0))


@given(TEXTS)
@example("{{{b}}}")
@example("${{b}}")
@example("$${A}")
@example("{{x.${A}}}")
@example("{{if}}{{b}}{{end}}")
def test_plain_placeholders_are_read_as_among_all_others(text: str) -> None:
    """A further placeholder, of which the text has none, makes every syntax be looked for."""
    quick = [read(text) for read in READERS]
    with placeholders.also(["never"]):
        assert quick == [read(text) for read in READERS]


def test_settings_of_one_call_do_not_reach_another() -> None:
    text = "trigger_call_endpoint: https://~HOST~.acme.dev/x\n"
    with_them, without = Settings(placeholders=("~[A-Z]+~",)), Settings()

    def rules(settings: Settings) -> set[str]:
        report = lint_text(text, path="a.yaml", settings=settings, now=0)
        return {one.rule for _, one in report.diagnostics()}

    with ThreadPoolExecutor() as pool:
        found = list(pool.map(rules, [with_them, without] * 20))
    assert found == [{"auth-missing"}, {"auth-missing", "endpoint-invalid"}] * 20
