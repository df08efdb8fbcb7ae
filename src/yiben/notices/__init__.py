"""What waits for a post, computed when it is looked at; nothing is sent out and nothing is stored. See README.md."""
