"""The roadmap as a page, a paper, a picture and sheets."""
