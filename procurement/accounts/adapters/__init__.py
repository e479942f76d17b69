"""Where Django and allauth meet the platform: middleware and allauth's adapters."""
