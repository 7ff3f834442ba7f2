package io.ray4j.benchmarks.peer;

/** A record whose parts are large. */
@SuppressWarnings("ArrayRecordComponent") // only moved, never compared
record TenArrays(
    double[] a,
    double[] b,
    double[] c,
    double[] d,
    double[] e,
    double[] f,
    double[] g,
    double[] h,
    double[] i,
    double[] j) {}
