"""The memory: schema, migrations and every query."""
