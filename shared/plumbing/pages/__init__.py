"""What the pages of both services are made with: templates, style, and protective headers."""
