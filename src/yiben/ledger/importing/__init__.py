"""The 台账 that exists comes in: columns confirmed once, a verdict on every row, then entries through the one door."""
