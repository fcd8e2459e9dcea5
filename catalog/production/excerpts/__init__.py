"""Excerpts of a film: planned over the picture, cut to the frame, in every language."""
