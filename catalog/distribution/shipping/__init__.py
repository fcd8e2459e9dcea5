"""Sticks and discs on their way, known by the numbers on them."""
