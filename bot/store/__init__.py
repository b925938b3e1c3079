"""Requests, views owed, audit and conversations in SQLite or PostgreSQL."""
