"""Search over titles, descriptions and what is said, in every script at once; see docs/search.md."""
