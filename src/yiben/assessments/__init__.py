"""Checklists that units tick with evidence, and assessments of units: schemes, scores, appeals, results."""
