"""What recipients are written: ordered once, sent by day, and what came back."""
