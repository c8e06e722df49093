"""What a writer gets: whole systems beside their parts and human authors."""
