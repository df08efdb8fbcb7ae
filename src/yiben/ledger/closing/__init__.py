"""Closing a month: what is missing, submitting, sending back, closing with those that are missing named."""
