"""Record linkage: runs and what they find, what people decide, files of other registers, and looking again."""
