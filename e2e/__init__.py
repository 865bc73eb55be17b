"""What a person does in a browser, over a really running lab."""
