"""The stack `messaging`: topic, queues, SMS settings, e-mail. And the custom resources."""
