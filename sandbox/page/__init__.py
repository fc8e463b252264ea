"""The page with the chat windows: what it shows, and what people do through it."""
