"""What would serve any other ministry's service: it knows no film and no recipient."""
