"""Telegram as far as Suluh uses it, over HTTP and in memory, with a web page. A program of its own."""
