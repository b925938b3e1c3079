"""TAP Bot: two people behind every Temporary Access Pass."""
