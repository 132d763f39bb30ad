"""Arguments in, results out: MCP and the command line. A face translates and does nothing else."""
