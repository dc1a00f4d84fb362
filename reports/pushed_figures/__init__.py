"""The figures that are pushed to those who subscribed to them."""
