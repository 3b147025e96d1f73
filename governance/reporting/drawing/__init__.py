"""Drawings of tables as SVG: one file a shape, the same bytes every time."""
