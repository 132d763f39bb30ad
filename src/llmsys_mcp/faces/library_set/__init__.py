"""The library set: lists compared with one another, and exported."""
