"""Field collection: forms, devices, submissions, and what becomes of them; nothing here reads a database or a clock."""
