"""Settings files: found, read, checked, and applied to the files that they are for."""
