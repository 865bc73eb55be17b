"""The screens a person meets, one file for each party."""
