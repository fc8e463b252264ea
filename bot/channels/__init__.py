"""How a notification leaves the house."""
