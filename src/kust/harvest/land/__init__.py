"""Where things are in the forest: geometry, cells, ways, weather, files of maps."""
