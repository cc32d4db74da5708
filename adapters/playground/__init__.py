"""A web page as a platform: try the bot without an account."""
