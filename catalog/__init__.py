"""Filmbote: the film, its language versions, and where they have gone."""
