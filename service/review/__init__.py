"""Where the pathway is read, tried and approved: the review document, the picture, the pages."""
