"""Who: organisations, their accounts, and what each role may do."""
