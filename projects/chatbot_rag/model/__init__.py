"""What is learnt: the encoder, how the two legs of the search are fused, and when there is no evidence."""
