"""Whether two titles are one paper: wordings, likeness, what is told of it."""
