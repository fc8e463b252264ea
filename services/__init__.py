"""What the product does and refuses. No Telegram, no HTTP server, no task queue."""
