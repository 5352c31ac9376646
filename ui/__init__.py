"""How people reach the answers: terminal and web page."""
