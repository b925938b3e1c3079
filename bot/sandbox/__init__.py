"""A stand-in for Microsoft in one process: a tenant, Graph, Entra's tokens, and Teams."""
