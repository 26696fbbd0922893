"""What is found: rules' metadata, findings, diagnostics, the report, redaction and settings."""
