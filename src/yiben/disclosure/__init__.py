"""What residents are entitled to see (居务公开): items, posted for at least fifteen days, their withdrawals, answers."""
