"""Tests of `bot/middlewares`."""
