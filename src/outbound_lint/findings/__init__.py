"""Rule metadata, findings, fingerprints, the report and the settings of a run."""
