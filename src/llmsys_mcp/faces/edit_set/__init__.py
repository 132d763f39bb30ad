"""The edit set: update, move, remove, add several, add a section, undo."""
