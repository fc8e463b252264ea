"""What somebody sees and taps who runs sessions."""
