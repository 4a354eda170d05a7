"""What stands in the forest: surveys into stock with intervals, rotation, the law's volumes."""
