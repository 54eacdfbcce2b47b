"""What is decided and agreed: the nouns and the algebra."""
