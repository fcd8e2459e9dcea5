"""Calling a revision back, and what became of every copy."""
