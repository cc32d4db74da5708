"""What people can do with the bot, one conversation per file."""
