"""The doors: public, recipient, ministry, account, and the one for other machines."""
