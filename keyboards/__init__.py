"""Callback data and pure builders of keyboards: a view and `t` in, markup out. No database, no await, no clock."""
