"""Reading files that nobody vouches for: what any format needs to be read safely."""
