"""How well we answer: question sets, runs, and the measures of the field."""
