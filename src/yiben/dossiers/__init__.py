"""Papers of inspections and assessments: what is shown to inspectors, the circular of a round, the table of results."""
