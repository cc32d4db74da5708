"""The bot itself: rules, conversations and delivery, with no platform's name in it."""
