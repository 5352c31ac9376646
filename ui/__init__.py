"""How people and programs reach the answers: terminal, web page, REST and MCP."""
