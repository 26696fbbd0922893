"""What is found: rules' metadata, findings, diagnostics, the report, fingerprints and settings."""
