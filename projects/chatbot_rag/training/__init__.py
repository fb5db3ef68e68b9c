"""Fine-tuning of the encoder on questions with known documents. Needs torch; nothing that serves imports it."""
