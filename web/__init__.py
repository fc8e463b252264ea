"""The web server: webhooks, pages, feeds and health; a peer of the chat handlers."""
