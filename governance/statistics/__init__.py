"""Pure functions over arrays: sources cited, conventions as arguments, uncertainty in every answer."""
