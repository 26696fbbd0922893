r"""Completion of command lines in bash, zsh and fish.

A shell that has loaded one of the scripts calls the program with the command line up to the cursor
in COMP_WORDS. The answer is a line for each candidate: `plain`, its text and a description, between
tabs; or `file`, or `file-after-equals`, if the shell completes the name of a file.
"""

from __future__ import annotations

import os

import click
from click.shell_completion import CompletionItem, ShellComplete, split_arg_string

from outbound_lint.cli.console import write
from outbound_lint.cli.errors import CommandError

_BASH = r"""
_outbound_lint() {
    local kind value help
    COMPREPLY=()
    while IFS=$'\t' read -r kind value help; do
        case $kind in
            plain)
                # What is before the last break is not part of the word that bash replaces.
                [[ $COMP_WORDBREAKS == *=* ]] && value=${value##*=}
                COMPREPLY+=("$value")
                ;;
            file*) compopt -o default 2> /dev/null ;;
        esac
    done < <(COMP_WORDS=${COMP_LINE:0:COMP_POINT} _OUTBOUND_LINT_COMPLETE=bash_complete \
        "$1" 2> /dev/null)
}
# Before version 4.4, bash can't keep an order or choose when to complete files.
complete -o nosort -F _outbound_lint outbound-lint 2> /dev/null ||
    complete -o default -F _outbound_lint outbound-lint
"""
_ZSH = r"""
#compdef outbound-lint
_outbound_lint() {
    local kind value help line="${(j: :)words[1,CURRENT-1]} $IPREFIX$PREFIX"
    local -a candidates
    while IFS=$'\t' read -r kind value help; do
        case $kind in
            plain) candidates+=("${value//:/\\:}${help:+:$help}") ;;
            file) _files ;;
            file-after-equals) compset -P 1 '*=' && _files ;;
        esac
    done < <(COMP_WORDS=$line _OUTBOUND_LINT_COMPLETE=zsh_complete \
        ${words[1]} 2> /dev/null)
    (( $#candidates )) && _describe -V outbound-lint candidates
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _outbound_lint "$@"
else
    compdef _outbound_lint outbound-lint
fi
"""
_FISH = r"""
function _outbound_lint
    set -l typed (string join ' ' -- (commandline -cp))
    for line in (env COMP_WORDS=$typed _OUTBOUND_LINT_COMPLETE=fish_complete \
            outbound-lint 2> /dev/null)
        set -l parts (string split \t -- $line)
        switch $parts[1]
            case plain
                printf '%s\t%s\n' $parts[2] $parts[3]
            case file
                __fish_complete_path $parts[2]
            case file-after-equals
                set -l option (string replace -r '=.*' '=' -- (commandline -ct))
                printf "$option%s\n" (__fish_complete_path $parts[2])
        end
    end
end
complete --command outbound-lint --no-files --arguments '(_outbound_lint)'
"""
_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def complete(program: click.Command, instruction: str) -> int:
    """Print the script of a shell, or candidates for the line in COMP_WORDS.

    Args:
        program: The command with all others.
        instruction: For example `bash_source` or `zsh_complete`.

    Returns:
        The exit status.
    """
    shell, _, what = instruction.partition("_")
    if shell not in _SCRIPTS or what not in ("source", "complete"):
        known = ", ".join(f"{shell}_source" for shell in _SCRIPTS)
        raise CommandError(f"_OUTBOUND_LINT_COMPLETE is unknown: set it to one of {known}")
    if what == "source":
        write(_SCRIPTS[shell].lstrip())
    else:
        write("".join(f"{line}\n" for line in _candidates(program)))
    return 0


def _candidates(program: click.Command) -> list[str]:
    # The mark keeps an empty last word, and a space inside quotes that are still open.
    *words, last = split_arg_string(os.environ.get("COMP_WORDS", "") + "\0")
    word = last.rstrip("\0")
    try:
        items = ShellComplete(program, {}, "outbound-lint", "").get_completions(words[1:], word)
    except click.UsageError:  # an unknown command
        return []
    return [_line(item, word) for item in items]


def _line(item: CompletionItem[str], word: str) -> str:
    if item.type == "plain":
        option, equals, _ = word.partition("=")  # of `--option=value`, click completes the value
        value = item.value
        if option.startswith("--") and equals:
            value = f"{option}={value}"
        return f"plain\t{value}\t{' '.join((item.help or '').split())}"
    kind = "file" if item.value == word else "file-after-equals"
    return f"{kind}\t{item.value}\t"
