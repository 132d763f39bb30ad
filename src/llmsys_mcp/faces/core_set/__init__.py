"""The core set: search, suggest, format, check, add, sections, entry."""
