"""A whole population judged by the function that answers the hook, before anyone switches it on."""
