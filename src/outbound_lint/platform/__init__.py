"""The platform's API: its agents, and how the connections in files differ from them."""
