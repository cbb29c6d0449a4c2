"""What the data is, how it gets in and where it is kept."""
