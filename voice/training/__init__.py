"""Builds the embedded speech models: lexicon, language model, graph, features, acoustic model, export.

Nothing here runs in the product; what it makes lies in `voice/embedded`.
"""
