"""What the command line says, a file for each part of cli/. What programs read (JSON, a schema's keys) is no words."""
