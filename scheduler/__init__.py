"""What happens by the clock: tasks, their timetable, and the process that runs them."""
