"""Papers by key and record: BibTeX records, proceedings, a course page's keys."""
