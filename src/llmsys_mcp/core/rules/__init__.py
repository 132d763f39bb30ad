"""The list's rules as data: each one function over the list that yields diagnostics."""
