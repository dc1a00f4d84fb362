"""What happens on the market and with offers of help."""
