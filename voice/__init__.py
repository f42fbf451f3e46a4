"""How Encore hears and speaks."""
