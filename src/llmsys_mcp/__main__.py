"""`python -m llmsys_mcp` is the `llmsys-mcp` command."""

from llmsys_mcp.faces.cli import main

if __name__ == "__main__":
    main()
