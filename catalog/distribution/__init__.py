"""Where the film goes: offered, collected, acknowledged, shown, called back."""
