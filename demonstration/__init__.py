"""The demonstration film: drawn, spoken and captioned by this script alone.

``python -m demonstration`` makes everything in ``catalog/data/demonstration`` again.
It needs the extra ``demonstration`` (skia-python, numpy) and espeak-ng from Debian.
"""
