"""The pull request set: edits as a branch that can be reviewed."""
