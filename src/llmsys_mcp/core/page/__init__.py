"""One page: its entries, its sections and year groups, and the pass that reads them."""
