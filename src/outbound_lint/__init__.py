"""A linter for the configuration of outbound voice connections."""

__version__ = "0.1.0"
