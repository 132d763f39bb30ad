"""What an entry is found by: its terms, their worth, typing errors."""
