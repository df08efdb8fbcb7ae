"""Registers: things that a unit has, each in its state, with the numbers of the whole in the ledger."""
