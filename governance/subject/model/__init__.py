"""The model port and one adapter a flavour."""
