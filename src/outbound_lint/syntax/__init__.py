"""From text to nodes: YAML, JSON, and the map from a decoded scalar back to its source."""
