"""Telegram in, one service call, one answer out."""
