package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;

/** Values of fixed alphabets: hex, base64, identity card and mobile phone numbers. */
final class CodedValues {
  private CodedValues() {}

  /** {@code hex}: hexadecimal digits with or without {@code 0x}, written {@code 0x1A2B}. */
  static final class Hex extends ValueReader {
    @Override
    int read(Run run, Field field, int at, int end) {
      byte[] in = run.in;
      int digits = at + 1 < end && in[at] == '0' && (in[at + 1] | 0x20) == 'x' ? at + 2 : at;
      int after = digits;
      while (after < end && Bytes.hexValue(in[after]) >= 0) {
        after++;
      }
      if (after == digits || (after < end && Bytes.isWord(in[after]))) {
        return Bytes.NONE;
      }
      Events events = run.events;
      byte[] out = events.scratch(after - digits + 2);
      int start = events.scratchLength();
      int to = Addresses.ascii("0x", out, start);
      for (int i = digits; i < after; i++) {
        out[to++] = (byte) (in[i] >= 'a' ? in[i] - 32 : in[i]);
      }
      events.keepScratch(to - start);
      run.emit(field, FieldType.TEXT, Events.IN_SCRATCH, start, to);
      return after;
    }
  }

  /** {@code base64}: writes the text that was encoded. */
  static final class Base64 extends ValueReader {
    @Override
    int read(Run run, Field field, int at, int end) {
      int after = at;
      while (after < end && isBase64(run.in[after])) {
        after++;
      }
      int start = after == at ? Bytes.NONE : Decoders.base64(run, run.in, at, after);
      if (start < 0) {
        return Bytes.NONE;
      }
      run.emit(field, FieldType.TEXT, Events.IN_SCRATCH, start, run.events.scratchLength());
      return after;
    }

    private static boolean isBase64(byte b) {
      return Bytes.isLetter(b)
          || Bytes.isDigit(b)
          || b == '+'
          || b == '/'
          || b == '='
          || b == '-'
          || b == '_';
    }
  }

  /** {@code id_card}: 15 digits, or 17 digits and a check digit that is right. */
  static final class IdCard extends ValueReader {
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECK = "10X98765432";

    @Override
    int read(Run run, Field field, int at, int end) {
      byte[] in = run.in;
      int after = Numbers.digitsEnd(in, at, Math.min(end, at + 18));
      if (after - at == 17 && after < end && (in[after] | 0x20) == 'x') {
        after++;
      }
      int length = after - at;
      if ((length != 15 && length != 18) || (after < end && Bytes.isWord(in[after]))) {
        return Bytes.NONE;
      }
      if (length == 18 && checkDigit(in, at) != Character.toUpperCase((char) in[at + 17])) {
        return Bytes.NONE;
      }
      run.emit(field, FieldType.TEXT, run.where, at, after);
      return after;
    }

    /** What the last of 18 places must be behind the 17 digits at {@code at}. */
    static char checkDigit(byte[] in, int at) {
      int sum = 0;
      for (int i = 0; i < 17; i++) {
        sum += WEIGHTS[i] * (in[at + i] - '0');
      }
      return CHECK.charAt(sum % 11);
    }
  }

  /** {@code mobile_phone}: 11 digits from 13 on, with {@code +86} or without. */
  static final class MobilePhone extends ValueReader {
    @Override
    int read(Run run, Field field, int at, int end) {
      byte[] in = run.in;
      int digits = at;
      if (end - at > 3 && in[at] == '+' && in[at + 1] == '8' && in[at + 2] == '6') {
        digits += in[at + 3] == '-' || in[at + 3] == ' ' ? 4 : 3;
      }
      int after = Numbers.digitsEnd(in, digits, Math.min(end, digits + 12));
      if (after - digits != 11
          || in[digits] != '1'
          || in[digits + 1] < '3'
          || (after < end && Bytes.isWord(in[after]))) {
        return Bytes.NONE;
      }
      run.emit(field, FieldType.TEXT, run.where, at, after);
      return after;
    }
  }
}
