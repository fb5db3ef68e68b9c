"""From the bytes of a file that nobody vouches for to the pieces that are indexed and cited."""
