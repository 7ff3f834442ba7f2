package io.ray4j.packaging;

/** A value that travels to tasks and back. */
public record Order(String item, int count) {}
