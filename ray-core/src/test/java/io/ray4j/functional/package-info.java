/** What users rely on, one file per behaviour, on real worker processes. */
@NullMarked
package io.ray4j.functional;

import org.jspecify.annotations.NullMarked;
