"""The tabs of the page but Ask and Library, in a browser."""
