"""The people in a sentence: who acts, who holds which role."""
