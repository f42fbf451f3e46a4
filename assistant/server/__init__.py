"""Encore's web server: the page, the websocket and the services."""
