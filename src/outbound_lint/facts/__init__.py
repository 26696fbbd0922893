"""Facts about the world, each with its source; nothing about this program."""
