"""For those who install and run the bot."""
