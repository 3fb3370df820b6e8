"""The only room that opens connections to other servers."""
