"""What Suluh does: rules, search, delivery. Knows no screens, no buttons, no Telegram library."""
