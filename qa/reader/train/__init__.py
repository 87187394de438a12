"""Training of the package's own reader: data, model, loop and export (needs torch)."""
