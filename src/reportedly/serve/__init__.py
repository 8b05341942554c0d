"""What people and programs meet: the command line, tables and pages. It prints what the pipeline gives."""
