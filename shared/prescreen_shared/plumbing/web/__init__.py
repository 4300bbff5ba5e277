"""What the Flask applications of both services stand on; each adds its own routes and its own table of errors."""
