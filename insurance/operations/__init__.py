"""What happens in insurance."""
