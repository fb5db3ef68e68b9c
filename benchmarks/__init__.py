"""Speed, always as a ratio against a baseline in the same run: seconds differ between machines, ratios hardly."""
