"""The live object under audit."""
