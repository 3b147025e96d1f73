"""Three models on real market data, audited from end to end."""
