"""Inspection rounds: a sample that anybody can draw again, visits with answers, findings, re-inspection."""
