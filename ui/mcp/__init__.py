"""The MCP server over stdio and HTTP, and its tools."""
