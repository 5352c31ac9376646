"""Opens the page in the user's browser (`serve --open`)."""

import os
import sys
import threading
import webbrowser


def open_browser(address: str) -> bool:
    """Open an address in a browser, in the background; return whether a browser can be opened here."""
    if not has_display():
        return False
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    # Some browsers return only when they are closed.
    threading.Thread(target=browser.open, args=(address,), daemon=True).start()
    return True


def has_display() -> bool:
    """Return whether a window can be shown. Without a display Python would start a browser in the terminal."""
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
