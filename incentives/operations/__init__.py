"""What happens with points."""
