"""Mails: their words and looks, what admins make of them, and what providers tell of them after."""
