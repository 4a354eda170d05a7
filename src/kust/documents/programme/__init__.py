"""The programme of a cluster as a document, as slides, as a package of papers."""
