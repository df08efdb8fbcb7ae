"""Analyses of needs: counted from the ledger, causes and measures written by hand, taken to a meeting."""
