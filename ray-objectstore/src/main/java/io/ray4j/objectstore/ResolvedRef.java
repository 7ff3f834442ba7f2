package io.ray4j.objectstore;

import java.util.List;

/**
 * A stored object and the steps from it to the part that a ref points at.
 *
 * @param entry the object
 * @param path the steps; empty for the whole
 */
public record ResolvedRef(ObjectEntry entry, List<Selector> path) {}
