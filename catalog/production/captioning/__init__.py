"""Captions are repaired: read, judged, saved beside the states before, and compared."""
