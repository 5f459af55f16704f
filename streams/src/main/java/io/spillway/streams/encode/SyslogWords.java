package io.spillway.streams.encode;

import java.nio.charset.StandardCharsets;

/** Words for the numbers of facilities or severities, as syslog.conf(5) has them. Immutable. */
final class SyslogWords {
  static final SyslogWords FACILITIES =
      new SyslogWords(
          "kern",
          "user",
          "mail",
          "daemon",
          "auth security",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "ntp",
          "audit",
          "alert console",
          "clock solaris-cron",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");
  static final SyslogWords SEVERITIES =
      new SyslogWords(
          "emerg panic emergency",
          "alert",
          "crit critical",
          "err error",
          "warning warn",
          "notice",
          "info informational",
          "debug");

  private final String[] spellings;
  private final byte[][][] words;

  private SyslogWords(String... spellings) {
    this.spellings = spellings;
    this.words = new byte[spellings.length][][];
    for (int i = 0; i < words.length; i++) {
      String[] all = spellings[i].split(" ", -1);
      words[i] = new byte[all.length][];
      for (int j = 0; j < all.length; j++) {
        words[i][j] = all[j].getBytes(StandardCharsets.US_ASCII);
      }
    }
  }

  int number(String word) {
    byte[] in = word.getBytes(StandardCharsets.UTF_8);
    return number(in, 0, in.length);
  }

  /** The number that the text is or is a word for, in any case; -1 if it is neither. */
  int number(byte[] in, int start, int end) {
    int length = end - start;
    if (length >= 1 && length <= 2 && isDigit(in[start]) && isDigit(in[end - 1])) {
      int number = length == 1 ? in[start] - '0' : (in[start] - '0') * 10 + in[end - 1] - '0';
      return number < words.length ? number : -1;
    }
    for (int number = 0; number < words.length; number++) {
      for (byte[] word : words[number]) {
        if (word.length == length && same(word, in, start)) {
          return number;
        }
      }
    }
    return -1;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean same(byte[] word, byte[] in, int start) {
    for (int i = 0; i < word.length; i++) {
      byte b = in[start + i];
      if (word[i] != (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b)) {
        return false;
      }
    }
    return true;
  }

  /** What a user may write. */
  String allowed() {
    return "0 to " + (words.length - 1) + " or one of " + String.join(", ", spellings);
  }
}
