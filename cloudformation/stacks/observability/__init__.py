"""The stack `observability`: alarms, the dashboard and the budget."""
