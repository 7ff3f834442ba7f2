/**
 * Control frames between driver and workers: small, batched, over a Unix domain socket per worker.
 *
 * <p>A <em>Proxy</em> encodes and sends, an <em>Adapter</em> receives and decodes and calls a
 * listener. {@link FrameLayout} draws the bytes. Called by {@code pool}, {@code worker} and the
 * scheduler; calls {@code task} only. Not API for users.
 */
@NullMarked
package io.ray4j.scheduler.transport;

import org.jspecify.annotations.NullMarked;
