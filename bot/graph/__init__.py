"""Microsoft Graph over httpx: look-ups, the guard, passes, and the tokens for all of them."""
