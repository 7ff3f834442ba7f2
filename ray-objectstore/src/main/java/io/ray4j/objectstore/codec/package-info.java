/**
 * Turns values into payloads and back: Kryo for graphs, raw bytes for primitive arrays.
 *
 * <p>Start at {@link ObjectCodec}. Called by the processes that make or read objects; knows nothing
 * of where a payload lies. Not API for users.
 */
@NullMarked
package io.ray4j.objectstore.codec;

import org.jspecify.annotations.NullMarked;
