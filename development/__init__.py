"""Self-reliance: courses, sessions and who attended; notices, policies and stories."""
