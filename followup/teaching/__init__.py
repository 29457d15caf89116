"""What an instructor teaches with: the demo, the lesson plan, the handout, the answer key, and questions for Moodle."""
