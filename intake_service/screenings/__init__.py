"""Screenings of a call as intake sees them: ordered when it closes, answered by scoring, ended or given up."""
