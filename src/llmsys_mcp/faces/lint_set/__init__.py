"""The lint set: what the list's rules say, and the fixes that can be made."""
