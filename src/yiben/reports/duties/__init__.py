"""Reports that units owe an office, turn by turn (报送任务): who, what, by when; handed in, sent back, merged upward."""
