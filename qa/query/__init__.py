"""What a question asks: its words, its period, and the kind of answer that it wants."""
