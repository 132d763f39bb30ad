"""One module per thing outside the process: files, locks, git, the search index."""
