"""The whole pair on one machine: broker, databases and processes that live and die with the command."""
