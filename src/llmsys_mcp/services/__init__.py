"""One verb per module; every face calls these."""
