"""From a typed line to a curated answer, a few candidates, or an honest 'I do not know'."""
