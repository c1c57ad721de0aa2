"""The built site, read as HTML and looked at with a real browser."""
