"""What a recipient has in its hands."""
