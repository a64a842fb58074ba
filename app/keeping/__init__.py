"""What is kept and for how long: backups, restoring them, and forgetting what nobody needs."""
