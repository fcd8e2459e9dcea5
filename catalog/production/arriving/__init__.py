"""Files on their way in: piece by piece, named, and said what they are for."""
