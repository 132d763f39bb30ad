"""The history set: two states of the list compared, entry by entry."""
