"""A module for each system; its CASES are compared. See llava.py."""
