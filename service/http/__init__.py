"""HTTP: the application, its routes, errors, limits, headers and health."""
