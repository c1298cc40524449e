"""The steps, each frozen once it has been released."""
