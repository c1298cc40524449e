"""What every conversation is made of: screens, words, callback data, forms and widgets."""
