"""What other instances have sealed comes in here: bundles, under their own origin."""
