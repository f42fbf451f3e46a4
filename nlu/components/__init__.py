"""Our own Rasa graph components, one class a file."""
