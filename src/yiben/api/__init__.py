"""What other systems send and ask: JSON in, JSON out, opened by a key. docs/api.md tells of every address."""
