"""The verbs of rolls: ``people`` (add, correct, merge, erase), ``standing`` (leave, withdraw, settle, approve, look at)."""
