"""What contradicts a question in a sentence: an opposite, another number, nation or colour, or no word of a denial."""
