"""The vocabulary of computable guidance, reusable for the next disease. Standard library only."""
