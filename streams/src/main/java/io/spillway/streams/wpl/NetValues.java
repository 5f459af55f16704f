package io.spillway.streams.wpl;

import io.spillway.streams.event.FieldType;

/** Names of hosts and what is addressed by them: domain, email, url. */
final class NetValues {
  private NetValues() {}

  /** Position after the host name of letters, digits, dashes and dots at {@code at}, or NONE. */
  static int domainEnd(byte[] in, int at, int end) {
    int p = at;
    int label = at;
    int dots = 0;
    while (p < end) {
      byte b = in[p];
      if (b == '.') {
        if (p == label || in[p - 1] == '-' || p + 1 >= end || !isLabel(in[p + 1])) {
          break;
        }
        dots++;
        label = p + 1;
      } else if (!isLabel(b) && (b != '-' || p == label)) {
        break;
      }
      p++;
    }
    return dots == 0 || p == label || p - label > 63 || in[p - 1] == '-' || p - at > 253
        ? Bytes.NONE
        : p;
  }

  private static boolean isLabel(byte b) {
    return b < 0 || Bytes.isLetter(b) || Bytes.isDigit(b);
  }

  private static int emit(Run run, Field field, int at, int after) {
    if (after >= 0) {
      run.emit(field, FieldType.TEXT, run.where, at, after);
    }
    return after;
  }

  /** {@code domain}: at least two labels. */
  static final class Domain extends ValueReader {
    @Override
    int read(Run run, Field field, int at, int end) {
      return emit(run, field, at, domainEnd(run.in, at, end));
    }
  }

  /** {@code email}. */
  static final class Email extends ValueReader {
    @Override
    int read(Run run, Field field, int at, int end) {
      byte[] in = run.in;
      int p = at;
      while (p < end && p - at < 64 && isLocal(in[p])) {
        p++;
      }
      if (p == at || p >= end || in[p] != '@') {
        return Bytes.NONE;
      }
      return emit(run, field, at, domainEnd(in, p + 1, end));
    }

    private static boolean isLocal(byte b) {
      return Bytes.isWord(b) || "!#$%&'*+/=?^`{|}~.-".indexOf(b) >= 0;
    }
  }

  /** {@code url}: scheme, {@code ://} and all up to white space, quote or angle bracket. */
  static final class Url extends ValueReader {
    @Override
    int read(Run run, Field field, int at, int end) {
      byte[] in = run.in;
      int p = at;
      while (p < end && (Bytes.isLetter(in[p]) || (p > at && isScheme(in[p])))) {
        p++;
      }
      if (p == at || p + 3 >= end || in[p] != ':' || in[p + 1] != '/' || in[p + 2] != '/') {
        return Bytes.NONE;
      }
      int host = p + 3;
      p = host;
      while (p < end && isUrl(in[p]) && !separates(run, field, p, end)) {
        p++;
      }
      return p == host ? Bytes.NONE : emit(run, field, at, p);
    }

    private static boolean separates(Run run, Field field, int at, int end) {
      return field.scope == null
          && field.separator.explicit
          && field.separator.take(run, at, end) >= 0;
    }

    private static boolean isScheme(byte b) {
      return Bytes.isDigit(b) || b == '+' || b == '-' || b == '.';
    }

    private static boolean isUrl(byte b) {
      return b != '"' && b != '<' && b != '>' && (b < 0 || b > ' ');
    }
  }
}
