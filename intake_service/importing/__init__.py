"""The public formats that intake takes: read strictly, with every fault named by file, entry and field."""
