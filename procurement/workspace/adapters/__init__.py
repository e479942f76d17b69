"""Where the workspace meets Django's templates."""
