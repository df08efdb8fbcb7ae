"""Promises: said in a record, due on a day, open until somebody says that they were kept."""
