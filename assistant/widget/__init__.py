"""The web chat: a custom element of plain ES modules, served as package data."""
