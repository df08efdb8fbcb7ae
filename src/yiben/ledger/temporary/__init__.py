"""A book made on site: from the heading of a sheet, whose rows then come in; or a field and a choice more."""
