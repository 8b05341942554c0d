"""What the documentation's figures come from: accuracy, speed, and the floors under them."""
