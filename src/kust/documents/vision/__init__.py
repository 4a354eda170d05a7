"""The shared vision as a page and a picture."""
