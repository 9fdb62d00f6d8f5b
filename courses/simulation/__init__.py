"""Simulated people before recordings and streams: what they really watched beside what they were credited."""
