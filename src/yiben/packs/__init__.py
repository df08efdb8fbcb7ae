"""Definitions of a line of work as plain files: loading, checking, resolving, reading values."""
