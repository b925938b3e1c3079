"""The use cases. Dependencies come as ports; what comes back is a request or a refusal."""
