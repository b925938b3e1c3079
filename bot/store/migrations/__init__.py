"""The migrations; bot/store/migrate.py runs them."""
