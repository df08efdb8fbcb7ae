"""Yiben 一本账: one append-only ledger for the whole working cycle."""

__version__ = "0.1.0"
