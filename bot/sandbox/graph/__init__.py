"""Microsoft Graph as far as a bot for temporary access passes can see it."""
