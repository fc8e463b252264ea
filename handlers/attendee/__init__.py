"""What people who come to sessions do in the chat."""
