"""Speech models that ship with the project: a folder a language, each as the decoder loads it."""
