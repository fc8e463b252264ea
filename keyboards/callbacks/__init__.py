"""Callback data: an intent with ids only, 64 bytes in all. A prefix begins with its topic, which has one router."""
