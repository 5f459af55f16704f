package io.spillway.streams.route;

import java.nio.charset.StandardCharsets;

/**
 * A pattern over bytes in which {@code *} stands for any run of bytes, {@code /} included, and
 * {@code ?} for any one. Immutable; matching makes no object.
 */
public final class Glob {
  private final byte[] pattern;

  public Glob(String pattern) {
    this.pattern = pattern.getBytes(StandardCharsets.UTF_8);
  }

  public boolean matches(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return matches(bytes, 0, bytes.length);
  }

  public boolean matches(byte[] in, int start, int end) {
    int p = 0;
    int at = start;
    int star = -1;
    int retry = start;
    while (at < end) {
      if (p < pattern.length && pattern[p] == '*') {
        star = p++;
        retry = at;
      } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == in[at])) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        at = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }
}
