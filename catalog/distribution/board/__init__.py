"""How far the film has come, asked in every direction."""
