"""The bot's own web pages, opened by a signed link from a chat: no platform, only a window for whoever got the link."""
