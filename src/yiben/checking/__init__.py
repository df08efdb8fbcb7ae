"""A draft's numbers held against the ledger."""
