"""Posted lists (公示): what may stand on them, for how long, and what the publisher refuses."""
