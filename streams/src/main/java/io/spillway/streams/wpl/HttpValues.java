package io.spillway.streams.wpl;

import io.spillway.streams.event.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/** The types of HTTP: request line, method, agent. */
final class HttpValues {
  private static final byte[][] METHODS =
      List.of("GET", "POST", "HEAD", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")
          .stream()
          .map(method -> method.getBytes(StandardCharsets.US_ASCII))
          .toArray(byte[][]::new);

  private HttpValues() {}

  /** Position after the method at {@code at}, or {@link Bytes#NONE}. */
  static int method(byte[] in, int at, int end) {
    for (byte[] method : METHODS) {
      if (Bytes.startsWith(in, at, end, method)) {
        int after = at + method.length;
        return after < end && Bytes.isWord(in[after]) ? Bytes.NONE : after;
      }
    }
    return Bytes.NONE;
  }

  private static void methodBytes(BitSet set) {
    for (byte[] method : METHODS) {
      set.set(method[0]);
    }
  }

  /** {@code http/method}. */
  static final class Method extends ValueReader {
    @Override
    int read(Run run, Field field, int at, int end) {
      int after = method(run.in, at, end);
      if (after >= 0) {
        run.emit(field, FieldType.TEXT, run.where, at, after);
      }
      return after;
    }

    @Override
    void firstBytes(BitSet set) {
      methodBytes(set);
    }
  }

  /** {@code http/request}: method, target and version, as they came. */
  static final class Request extends ValueReader {
    @Override
    int read(Run run, Field field, int at, int end) {
      byte[] in = run.in;
      int p = method(in, at, end);
      if (p < 0 || p >= end || in[p] != ' ') {
        return Bytes.NONE;
      }
      int target = Bytes.skipSpace(in, p, end);
      int space = Bytes.indexOf(in, target, end, (byte) ' ');
      if (space <= target) {
        return Bytes.NONE;
      }
      int after = version(in, Bytes.skipSpace(in, space, end), end);
      if (after >= 0) {
        run.emit(field, FieldType.TEXT, run.where, at, after);
      }
      return after;
    }

    private static int version(byte[] in, int at, int end) {
      if (end - at < 6
          || in[at] != 'H'
          || in[at + 1] != 'T'
          || in[at + 2] != 'T'
          || in[at + 3] != 'P'
          || in[at + 4] != '/') {
        return Bytes.NONE;
      }
      int p = Numbers.digitsEnd(in, at + 5, end);
      if (p == at + 5) {
        return Bytes.NONE;
      }
      while (p + 1 < end && in[p] == '.' && Bytes.isDigit(in[p + 1])) {
        p = Numbers.digitsEnd(in, p + 1, end);
      }
      return p;
    }

    @Override
    void firstBytes(BitSet set) {
      methodBytes(set);
    }
  }

  /** {@code http/agent}: any text, up to a separator of its own or the end of the line. */
  static final class Agent extends ValueReader {
    private static boolean open(Field field) {
      return field.scope == null && field.separator.explicit;
    }

    @Override
    PlainText plainText(Field field) {
      return open(field) || field.scope != null ? PlainText.KEPT : PlainText.UNKNOWN;
    }

    @Override
    int read(Run run, Field field, int at, int end) {
      int stop = open(field) ? field.separator.find(run, at, end) : end;
      run.emit(field, FieldType.TEXT, run.where, at, Bytes.trimEnd(run.in, at, stop));
      return stop;
    }
  }
}
