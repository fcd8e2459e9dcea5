"""The second pair of eyes: what reviewers note, approve and send back, and the letters about it."""
