"""What a tap costs, as ratios to the least that could do the same, measured side by side in one run."""
