"""The pages that staff read: calls, a call's applications, and one application with every reason."""
