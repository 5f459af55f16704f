package io.spillway.streams.encode;

/** Well-formedness of UTF-8 (Unicode 15, table 3-7), sequence by sequence. Stateless. */
final class Utf8 {
  private Utf8() {}

  /**
   * Length of the well-formed sequence that begins with the byte at {@code at}, or minus the length
   * of the maximal subpart of an ill-formed one. The byte at {@code at} is not ASCII.
   */
  static int sequence(byte[] in, int at, int end) {
    int first = in[at] & 0xff;
    if (first < 0xc2 || first > 0xf4) {
      return -1;
    }
    int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (at + 1 >= end || (in[at + 1] & 0xff) < low || (in[at + 1] & 0xff) > high) {
      return -1;
    }
    int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    for (int i = 2; i < length; i++) {
      if (at + i >= end || (in[at + i] & 0xc0) != 0x80) {
        return -i;
      }
    }
    return length;
  }
}
