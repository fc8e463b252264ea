"""Packages: bundles of entries that a host sells, and the credits that people take from them."""
