"""Tests of `web/webhooks`."""
