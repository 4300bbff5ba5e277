"""What an application, a call, a question and a ranking are, and what may happen to them; no framework in here."""
