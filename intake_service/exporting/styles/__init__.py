"""The style sheet that pages and exports share."""
