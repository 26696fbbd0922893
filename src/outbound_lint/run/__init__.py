"""From paths to texts: what to lint is found, read and decoded here."""
