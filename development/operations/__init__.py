"""What happens in development."""
