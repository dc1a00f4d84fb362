"""The colours of an area as their reader may see them."""
