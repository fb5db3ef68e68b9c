"""What is learnt: the encoder, the skills, and how a match is scored."""
