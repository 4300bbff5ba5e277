"""What would change a finding: the smallest change of what is stated after which the ground falls, found by trying."""
