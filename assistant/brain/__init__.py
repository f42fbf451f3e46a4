"""The brain: one child process with Rasa and our actions, and the edge's client to it.

Nothing here imports Rasa at package level, so that the edge stays light.
"""
