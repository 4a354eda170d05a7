"""The shared vision: who was asked, what they answered, what is agreed."""
