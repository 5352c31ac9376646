"""The web server and its Gradio page."""
