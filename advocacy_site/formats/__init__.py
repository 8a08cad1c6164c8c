"""How dates and numbers are written, by language, where Django says nothing or nothing that a newspaper would print."""
