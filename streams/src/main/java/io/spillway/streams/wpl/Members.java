package io.spillway.streams.wpl;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The listed members of a composite field, found by key or path: exact paths first, then wildcards
 * ({@code *} any text, {@code ?} one character) in their order. Immutable.
 */
final class Members {
  static final Members NONE = new Members(List.of(), List.of());

  final Field[] fields;
  private final byte[][] paths;
  private final boolean[] wild;
  private final boolean anyWild;

  /** A bit for each length that a path has; the last for all that are longer. */
  private final long lengths;

  Members(List<Field> fields, List<byte[]> paths) {
    this.fields = fields.toArray(Field[]::new);
    this.paths = paths.toArray(byte[][]::new);
    this.wild = new boolean[this.paths.length];
    boolean any = false;
    for (int i = 0; i < wild.length; i++) {
      for (byte b : this.paths[i]) {
        wild[i] |= b == '*';
      }
      any |= wild[i];
    }
    this.anyWild = any;
    long some = 0;
    for (byte[] path : this.paths) {
      some |= 1L << Math.min(path.length, Long.SIZE - 1);
    }
    this.lengths = some;
  }

  boolean isEmpty() {
    return fields.length == 0;
  }

  /** Whether {@link #find} looks at all of the path, not just at its length first. */
  boolean anyWild() {
    return anyWild;
  }

  boolean isWild(int member) {
    return wild[member];
  }

  boolean isWild(Field member) {
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] == member) {
        return wild[i];
      }
    }
    return false;
  }

  byte[] path(int member) {
    return paths[member];
  }

  @Nullable Field find(byte[] in, int start, int end) {
    int found = indexOf(in, start, end);
    return found < 0 ? null : fields[found];
  }

  /** Number of the member for the path {@code in[start, end)}, or {@link Bytes#NONE}. */
  int indexOf(byte[] in, int start, int end) {
    if (!anyWild && (lengths >>> Math.min(end - start, Long.SIZE - 1) & 1) == 0) {
      return Bytes.NONE;
    }
    for (int i = 0; i < paths.length; i++) {
      if (!wild[i] && Bytes.equal(in, start, end, paths[i])) {
        return i;
      }
    }
    if (anyWild) {
      for (int i = 0; i < paths.length; i++) {
        if (wild[i] && matches(paths[i], in, start, end)) {
          return i;
        }
      }
    }
    return Bytes.NONE;
  }

  /** Whether paths that begin with {@code in[start, end)} may be listed. */
  boolean anyBelow(byte[] in, int start, int end) {
    for (int i = 0; i < paths.length; i++) {
      byte[] path = paths[i];
      int length = end - start;
      if (wild[i] || (path.length > length && Arrays.equals(in, start, end, path, 0, length))) {
        return true;
      }
    }
    return false;
  }

  /** Goes back to the last star only: at most pattern times text steps. */
  private static boolean matches(byte[] pattern, byte[] in, int start, int end) {
    int p = 0;
    int at = start;
    int star = -1;
    int starAt = start;
    while (at < end) {
      if (p < pattern.length && pattern[p] == '*') {
        star = p++;
        starAt = at;
      } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == in[at])) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        at = ++starAt;
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
