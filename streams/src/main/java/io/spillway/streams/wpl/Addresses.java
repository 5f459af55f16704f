package io.spillway.streams.wpl;

/** Reads IP addresses and spells IPv6 as RFC 5952 says. Stateless. */
final class Addresses {
  /** Longest spelling of an IPv6 address. */
  static final int LONGEST = 45;

  private static final int LONGEST_V4 = 15;

  private Addresses() {}

  /** Position after the IPv4 address at {@code at}, or {@link Bytes#NONE}. */
  static int v4End(byte[] in, int at, int end) {
    int p = end - at > LONGEST_V4 + 1 ? v4EndWithin(in, at) : v4EndBefore(in, at, end);
    if (p < end
        && p >= 0
        && (Bytes.isWord(in[p]) || (in[p] == '.' && p + 1 < end && Bytes.isDigit(in[p + 1])))) {
      return Bytes.NONE;
    }
    return p;
  }

  /** The same where the longest address would fit. */
  private static int v4EndWithin(byte[] in, int at) {
    int p = at;
    for (int part = 0; part < 4; part++) {
      int a = in[p] - '0';
      int b = in[p + 1] - '0';
      int c = in[p + 2] - '0';
      if (a < 0 || a > 9) {
        return Bytes.NONE;
      }
      if (b < 0 || b > 9) {
        p += 1;
      } else if (a == 0) {
        return Bytes.NONE;
      } else if (c < 0 || c > 9) {
        p += 2;
      } else if (a * 100 + b * 10 + c > 255) {
        return Bytes.NONE;
      } else {
        p += 3;
      }
      if (part < 3 && in[p++] != '.') {
        return Bytes.NONE;
      }
    }
    return p;
  }

  private static int v4EndBefore(byte[] in, int at, int end) {
    int p = at;
    for (int part = 0; part < 4; part++) {
      if (part > 0) {
        if (p >= end || in[p] != '.') {
          return Bytes.NONE;
        }
        p++;
      }
      int from = p;
      int value = 0;
      while (p < end && Bytes.isDigit(in[p]) && p - from < 3) {
        value = value * 10 + in[p] - '0';
        p++;
      }
      if (p == from || value > 255 || (p - from > 1 && in[from] == '0')) {
        return Bytes.NONE;
      }
    }
    return p;
  }

  /** Reads the IPv6 address at {@code at} into eight groups; the position after it. */
  static int v6(byte[] in, int at, int end, int[] groups) {
    int p = at;
    int count = 0;
    int gap = -1;
    if (end - at >= 2 && in[at] == ':' && in[at + 1] == ':') {
      gap = 0;
      p += 2;
    }
    while (count < 8) {
      int from = p;
      int value = 0;
      while (p < end && p - from < 4 && Bytes.hexValue(in[p]) >= 0) {
        value = value << 4 | Bytes.hexValue(in[p++]);
      }
      if (p < end && in[p] == '.' && count <= 6) {
        int after = v4End(in, from, end);
        if (after < 0) {
          return Bytes.NONE;
        }
        count = embedV4(in, from, after, groups, count);
        p = after;
        break;
      }
      if (p == from) {
        break;
      }
      groups[count++] = value;
      if (p + 1 < end && in[p] == ':' && in[p + 1] == ':' && gap < 0 && count < 8) {
        gap = count;
        p += 2;
      } else if (count < 8 && p + 1 < end && in[p] == ':' && Bytes.hexValue(in[p + 1]) >= 0) {
        p++;
      } else {
        break;
      }
    }
    if (gap < 0 ? count != 8 : count > 7) {
      return Bytes.NONE;
    }
    if (p < end && (Bytes.isWord(in[p]) || (in[p] == ':' && p + 1 < end && in[p + 1] == ':'))) {
      return Bytes.NONE;
    }
    if (gap >= 0) {
      int moved = count - gap;
      System.arraycopy(groups, gap, groups, 8 - moved, moved);
      java.util.Arrays.fill(groups, gap, 8 - moved, 0);
    }
    return p;
  }

  private static int embedV4(byte[] in, int at, int end, int[] groups, int count) {
    int part = 0;
    int index = count;
    int high = 0;
    for (int p = at; p <= end; p++) {
      if (p == end || in[p] == '.') {
        if (high < 0) {
          groups[index++] = (-high - 1) << 8 | part;
          high = 0;
        } else {
          high = -part - 1;
        }
        part = 0;
      } else {
        part = part * 10 + in[p] - '0';
      }
    }
    return index;
  }

  /** Writes the address as RFC 5952 says to {@code out}; the position after it. */
  static int writeV6(int[] groups, byte[] out, int at) {
    if (isMapped(groups)) {
      int to = ascii("::ffff:", out, at);
      to = writeByte(groups[6] >> 8, out, to);
      out[to++] = '.';
      to = writeByte(groups[6] & 255, out, to);
      out[to++] = '.';
      to = writeByte(groups[7] >> 8, out, to);
      out[to++] = '.';
      return writeByte(groups[7] & 255, out, to);
    }
    int gap = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int j = i;
      while (j < 8 && groups[j] == 0) {
        j++;
      }
      if (j - i > length) {
        gap = i;
        length = j - i;
      }
      i = Math.max(i, j - 1);
    }
    int to = at;
    for (int i = 0; i < 8; i++) {
      if (i == gap) {
        out[to++] = ':';
        out[to++] = ':';
        i += length - 1;
        continue;
      }
      if (i > 0 && i != gap + length) {
        out[to++] = ':';
      } else if (i > 0 && gap < 0) {
        out[to++] = ':';
      }
      to = writeHex(groups[i], out, to);
    }
    return to;
  }

  private static boolean isMapped(int[] groups) {
    for (int i = 0; i < 5; i++) {
      if (groups[i] != 0) {
        return false;
      }
    }
    return groups[5] == 0xffff;
  }

  private static int writeHex(int value, byte[] out, int at) {
    int to = at;
    for (int shift = 12; shift >= 0; shift -= 4) {
      int digit = value >> shift & 15;
      if (digit != 0 || to > at || shift == 0) {
        out[to++] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
      }
    }
    return to;
  }

  private static int writeByte(int value, byte[] out, int at) {
    int to = at;
    if (value >= 100) {
      out[to++] = (byte) ('0' + value / 100);
    }
    if (value >= 10) {
      out[to++] = (byte) ('0' + value / 10 % 10);
    }
    out[to++] = (byte) ('0' + value % 10);
    return to;
  }

  static int ascii(String text, byte[] out, int at) {
    for (int i = 0; i < text.length(); i++) {
      out[at + i] = (byte) text.charAt(i);
    }
    return at + text.length();
  }
}
