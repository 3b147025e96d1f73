"""What the templates show: every string ready, every number written; the only place that formats."""
