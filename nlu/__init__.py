"""What people mean: training data, domain, dialogue and Rasa graph components."""
