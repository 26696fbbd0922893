"""One probe on the network: guard, connection, TLS, HTTP, and what may be kept of the response."""
