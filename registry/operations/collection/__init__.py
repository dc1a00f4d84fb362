"""Field collection: publish forms, hand out devices, take submissions in, decide, and stage them as an import."""
