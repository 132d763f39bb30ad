"""Pure: text in, values out. No file, clock, environment, network, Whoosh or MCP."""
