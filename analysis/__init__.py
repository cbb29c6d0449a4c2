"""Pure functions: data in, Result out. No I/O, no screen."""
