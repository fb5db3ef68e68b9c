"""What the workflows in .github run beside the tasks of ``make``. All but the linters need only Python and git."""
