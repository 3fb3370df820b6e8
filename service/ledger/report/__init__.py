"""What became of the cards, in numbers: for those who answer for the content."""
