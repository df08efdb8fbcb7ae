"""The verbs of books made on site: now, and from a day on."""
