"""Last year's Word file as the template of this year's paper."""
