"""Files of other formats that someone names on the command line: what they are, and what to do."""

from __future__ import annotations

from outbound_lint.syntax.nodes import SyntaxProblem

_CODE = (
    "program code",
    "Write the connection that it makes to a YAML or JSON file, and check that file.",
)
_MOVE = "Write the connections to a YAML or JSON file, and check that file."
_FORMATS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        (
            *(".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".rb", ".go", ".java", ".kt", ".php"),
            *(".cs", ".rs", ".swift", ".pl", ".lua", ".r", ".scala"),
        ),
        _CODE,
    ),
    **dict.fromkeys((".sh", ".bash", ".zsh", ".fish", ".ps1", ".bat"), ("a shell script", _MOVE)),
    ".toml": ("a TOML file", _MOVE),
    ".env": ("a file of environment variables", _MOVE),
    ".ini": ("an INI file", _MOVE),
    ".cfg": ("an INI file", _MOVE),
    ".properties": ("a Java properties file", _MOVE),
    ".xml": ("an XML file", _MOVE),
    ".html": ("an HTML file", _MOVE),
    ".md": ("a Markdown file", _MOVE),
    ".csv": ("a CSV file", _MOVE),
    ".sql": ("an SQL script", _MOVE),
}


def other_format(path: str) -> SyntaxProblem | None:
    """Return why a file is not read, if its name says that it is neither YAML, JSON nor HCL.

    Args:
        path: the path of the file.
    """
    name = path.rpartition("/")[2].lower()
    suffix = ".env" if name.startswith(".env") else name[max(name.rfind("."), 0) :]
    if suffix not in _FORMATS:
        return None
    kind, hint = _FORMATS[suffix]
    message = f"this is {kind}: outbound-lint reads only YAML, JSON and Terraform"
    return SyntaxProblem(0, 0, message, hint)
