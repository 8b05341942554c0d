"""What makes the weights: data, model, training, export. Not part of the installed package."""
