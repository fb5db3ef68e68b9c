"""Fit → evaluate → track → register → promote only if better."""
