"""What recipients tell in return: showings, wishes, and what follows from them."""
