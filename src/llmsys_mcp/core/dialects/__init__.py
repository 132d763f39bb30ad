"""The grammars lists are written in: one file each reads an item and writes one."""
