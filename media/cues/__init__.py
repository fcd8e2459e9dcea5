"""Captions as strangers write them: a reader for each format, and what is left of them, times and words."""
