"""Official documents that an office issues (发文), from the draft to the archive."""
