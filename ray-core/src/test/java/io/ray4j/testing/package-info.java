/** What the functional tests have in common, here and in modules that run them elsewhere. */
@NullMarked
package io.ray4j.testing;

import org.jspecify.annotations.NullMarked;
