"""Thin Rasa actions, one file a topic: read the turn, call a service, say something."""
