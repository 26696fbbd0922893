"""The probe: sends dry triggers of connections, and reports the outcomes."""
