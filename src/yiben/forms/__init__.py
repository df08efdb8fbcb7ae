"""Superiors' forms: registered, bound to figures, filled without harm."""
