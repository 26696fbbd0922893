"""Ignore comments: where they are, what they hide, and how they are added to a file."""
