"""Finding a thing by a few characters of its name; see README.md."""
