"""The words of a film in each language: written beside the German original, sent out for translation, and taken in."""
