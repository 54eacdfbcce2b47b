"""What the page has, by what people do in it."""
