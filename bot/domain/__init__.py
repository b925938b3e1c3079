"""What the bot is about, without any I/O: people, terms, requests, rules, refusals."""
