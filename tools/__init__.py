"""What makes the documents and their pictures; nothing of it is needed to run Reportedly."""
