"""What Encore can do: thin Rasa action handlers and the services they call."""
