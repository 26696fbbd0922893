"""The probe: dry triggers of connections, and what became of them."""
