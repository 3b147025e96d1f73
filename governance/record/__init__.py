"""What is written down: frozen types, no behaviour beyond reading themselves."""
