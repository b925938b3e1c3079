"""What people see in Teams: one function per card, all of them pure."""
