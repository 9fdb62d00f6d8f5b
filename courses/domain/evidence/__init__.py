"""Evidence of watching and of presence: pure algorithms, no framework, no clock, no storage of their own."""
