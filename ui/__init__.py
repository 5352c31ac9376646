"""How people and programs reach quotedesk: terminal, web page, REST and MCP."""
