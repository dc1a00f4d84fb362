"""Who may see what of a person, what a family may ask about its own data, and how long data are kept."""
