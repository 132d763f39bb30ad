"""A whole list: its pages together, its table of contents, what a change keeps."""
