"""The file of a desk's rules: TOML, with every mistake told by its line."""
