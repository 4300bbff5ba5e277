"""What scoring does with each message, and what its scheduler does by itself."""
