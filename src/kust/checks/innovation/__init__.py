"""Requirements to innovation clusters, one a file; the file's name is the code of the requirement."""
