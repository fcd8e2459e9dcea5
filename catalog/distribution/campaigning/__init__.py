"""Versions picked for recipients, looked at, and sent as one act."""
