"""Providers of voice calls: what their APIs expect of a request, as data in `schemas/providers`."""
