"""The conversations, one module each; they do not know each other."""
