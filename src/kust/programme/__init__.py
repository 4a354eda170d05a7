"""What a cluster lacks, what is done about it by whom and by when, and which figure asks for each measure."""
