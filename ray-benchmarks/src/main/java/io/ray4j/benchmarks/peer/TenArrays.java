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
    double[] j) {

  static TenArrays ofLength(int length) {
    double[][] all = new double[10][length];
    return new TenArrays(
        all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], all[8], all[9]);
  }

  private double[][] arrays() {
    return new double[][] {a, b, c, d, e, f, g, h, i, j};
  }

  void copyTo(TenArrays target) {
    double[][] to = target.arrays();
    double[][] from = arrays();
    for (int k = 0; k < from.length; k++) {
      System.arraycopy(from[k], 0, to[k], 0, from[k].length);
    }
  }
}
