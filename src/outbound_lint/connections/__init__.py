"""Where connections stand in a document, and what each of them says."""
