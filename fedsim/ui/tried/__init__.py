"""What the Try it page is made of."""
