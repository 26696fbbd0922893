"""A run: files are found, read, opened, linted and probed here."""
