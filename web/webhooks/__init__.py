"""What other services send to us."""
