"""What is true in casework: pure functions and tables, no database, no web."""
