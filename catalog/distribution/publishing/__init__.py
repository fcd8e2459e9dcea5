"""How a version becomes public, and what must be so before."""
