"""An entry as a list writes it, and where on the page it goes."""
