"""What can be done with a framework: ``planning`` it, ``entries`` of suppliers, ``calls`` for services."""
