"""Handing a post over: what is open, on one page, for three signatures."""
