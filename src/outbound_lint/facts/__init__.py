"""What the world says, each fact with its source; nothing of ours."""
