"""The language server: what editors ask about a text that is open, by LSP 3.17.

Only `outbound-lint lsp` imports it; it needs the extra `lsp`.
"""
