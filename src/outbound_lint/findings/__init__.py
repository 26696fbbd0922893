"""Rule metadata, findings, diagnostics, the report and the settings of a run."""
