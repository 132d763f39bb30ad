"""Names of the work that can be watched from outside, where more than one place needs them."""

WRITING = "list.write"
"""An edit, from before it waits for the lock to its end."""
