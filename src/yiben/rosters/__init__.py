"""Rosters: who is on duty when, drawn fairly; swaps; the handover book."""
