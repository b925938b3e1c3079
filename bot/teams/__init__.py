"""Microsoft Teams: what comes in is verified and read, what goes out is drawn and sent."""
