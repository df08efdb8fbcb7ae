"""Sealing: a signature over all entries up to a moment, chained to the one before; bundles that carry it upward."""
