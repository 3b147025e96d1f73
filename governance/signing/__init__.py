"""Keys, the statement, its envelope and the PDF's signature."""
