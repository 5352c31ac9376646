"""The web server and its page in Gradio."""
