"""What the library computes, shown on pages: jobs, their answers, the pages of a cluster."""
