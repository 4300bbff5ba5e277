"""The life of a version of the rules, as far as it can be told without a database: states, what is in force, who may do what."""
