"""What: films, their editions, and each edition in each language."""
