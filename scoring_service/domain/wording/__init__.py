"""Swedish text read word by word: sentences, stems, patterns of words, and names in their spelling variants."""
