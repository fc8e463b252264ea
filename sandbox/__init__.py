"""A Telegram of one's own: a Bot API server on localhost with chat windows in the browser."""
