"""The table that a film is steered by: where each part of each language stands."""
