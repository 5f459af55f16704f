package io.spillway.streams.syslog;

/**
 * Reads the header of one message after the other: where it ends, and where its parts are. Knows
 * RFC 5424; RFC 3164 with its times, with a year, or with those of RFC 5424 (what rsyslog forwards
 * by default), with host and tag or without either. Never throws on input. Hot: see {@code
 * SyslogHeaderBench}. Not thread-safe.
 */
public final class HeaderReader {
  /** {@link #read} found no header. */
  public static final int UNREADABLE = -1;

  private static final int HIGHEST_PRIORITY = 191;
  private static final int MOST_PRIORITY_DIGITS = 3;

  /** Longest program name and process id, so that text with a colon far away is no tag. */
  private static final int MOST_TAG = 64;

  /** Bytes in which the four names of a header mostly are. */
  private static final int WINDOW = 32;

  private static final int NAMES = 4;

  /** Facility times eight plus severity. */
  int priority;

  /** Whether the time is as in RFC 5424; if not it is {@code Mon d hh:mm:ss}. */
  boolean iso;

  // Parts that are not there are empty: start and end are equal.
  int timeStart;
  int timeEnd;
  int hostStart;
  int hostEnd;
  int appStart;
  int appEnd;
  int pidStart;
  int pidEnd;
  int idStart;
  int idEnd;
  int dataStart;
  int dataEnd;

  // The last time that was one, to the second: bytes 0, 8 and 11 on of its text. Those of a reader
  // that saw none are no text's: bytes 11 to 15 are in both of the last two.
  private long lastDate;
  private long lastHours;
  private long lastSeconds = -1;

  /** Where the text begins behind the header of {@code in[start, end)}, or {@link #UNREADABLE}. */
  public int read(byte[] in, int start, int end) {
    int at = priority(in, start, end);
    if (at < 0) {
      return UNREADABLE;
    }
    clear();
    if (end - at >= 2 && in[at] == '1' && in[at + 1] == ' ') {
      return rfc5424(in, at + 2, end);
    }
    return rfc3164(in, at, end);
  }

  private void clear() {
    hostStart = hostEnd = 0;
    appStart = appEnd = 0;
    pidStart = pidEnd = 0;
    idStart = idEnd = 0;
    dataStart = dataEnd = 0;
  }

  private int priority(byte[] in, int start, int end) {
    if (start >= end || in[start] != '<') {
      return UNREADABLE;
    }
    int value = 0;
    int at = start + 1;
    while (at < end && in[at] >= '0' && in[at] <= '9' && at - start <= MOST_PRIORITY_DIGITS) {
      value = 10 * value + in[at++] - '0';
    }
    if (at == start + 1 || at >= end || in[at] != '>' || value > HIGHEST_PRIORITY) {
      return UNREADABLE;
    }
    priority = value;
    return at + 1;
  }

  // ---- RFC 5424, 6

  private int rfc5424(byte[] in, int at, int end) {
    iso = true;
    timeStart = at;
    if (at < end && in[at] == '-') {
      timeEnd = at;
      at++;
    } else {
      at = isoTime(in, at, end);
      if (at < 0) {
        return UNREADABLE;
      }
      timeEnd = at;
    }
    if (at >= end || in[at] != ' ') {
      return UNREADABLE;
    }
    if (!names(in, at + 1, end)) {
      return UNREADABLE;
    }
    int data = idEnd + 1;
    dropNil(in);
    return text(in, structuredData(in, data, end), end);
  }

  /** Behind a time as RFC 5424 has it. Messages beside each other mostly are of one second. */
  private int isoTime(byte[] in, int at, int end) {
    int behind = at + HeaderTime.SECOND;
    if (end <= behind) {
      return UNREADABLE;
    }
    long date = Words.at(in, at);
    long hours = Words.at(in, at + 8);
    long seconds = Words.at(in, behind - 8);
    if (date != lastDate || hours != lastHours || seconds != lastSeconds) {
      if (!HeaderTime.isSecond(in, at)) {
        return UNREADABLE;
      }
      lastDate = date;
      lastHours = hours;
      lastSeconds = seconds;
    }
    return HeaderTime.behindSecond(in, behind, end);
  }

  /** Finds host, app, process id and message id, a space behind each. */
  private boolean names(byte[] in, int at, int end) {
    int spaces = at <= in.length - WINDOW ? Words.spaces(in, at) : 0;
    hostStart = at;
    if (Integer.bitCount(spaces) >= NAMES) { // without a branch per byte or name
      hostEnd = at + Integer.numberOfTrailingZeros(spaces);
      spaces &= spaces - 1;
      appEnd = at + Integer.numberOfTrailingZeros(spaces);
      spaces &= spaces - 1;
      pidEnd = at + Integer.numberOfTrailingZeros(spaces);
      spaces &= spaces - 1;
      idEnd = at + Integer.numberOfTrailingZeros(spaces);
    } else {
      hostEnd = Words.space(in, at, end);
      appEnd = Words.space(in, Math.min(hostEnd + 1, end), end);
      pidEnd = Words.space(in, Math.min(appEnd + 1, end), end);
      idEnd = Words.space(in, Math.min(pidEnd + 1, end), end);
    }
    appStart = hostEnd + 1;
    pidStart = appEnd + 1;
    idStart = pidEnd + 1;
    return idEnd < end
        && hostEnd > hostStart
        && appEnd > appStart
        && pidEnd > pidStart
        && idEnd > idStart;
  }

  /** {@code -} says that there is no such part. */
  private void dropNil(byte[] in) {
    if (hostEnd - hostStart == 1 && in[hostStart] == '-') {
      hostEnd = hostStart;
    }
    if (appEnd - appStart == 1 && in[appStart] == '-') {
      appEnd = appStart;
    }
    if (pidEnd - pidStart == 1 && in[pidStart] == '-') {
      pidEnd = pidStart;
    }
    if (idEnd - idStart == 1 && in[idStart] == '-') {
      idEnd = idStart;
    }
  }

  private int structuredData(byte[] in, int at, int end) {
    dataStart = at;
    if (at < end && in[at] == '-') {
      dataEnd = at;
      return at + 1;
    }
    int after = at;
    while (after < end && in[after] == '[') {
      after = StructuredData.element(in, after, end);
      if (after < 0) {
        return UNREADABLE;
      }
    }
    dataEnd = after;
    return after == at ? UNREADABLE : after;
  }

  /** Behind the space that follows the header, and a byte order mark if there is one. */
  private static int text(byte[] in, int at, int end) {
    if (at < 0 || at == end) {
      return at;
    }
    if (in[at] != ' ') {
      return UNREADABLE;
    }
    boolean marked =
        end - at > 3
            && in[at + 1] == (byte) 0xef
            && in[at + 2] == (byte) 0xbb
            && in[at + 3] == (byte) 0xbf;
    return marked ? at + 4 : at + 1;
  }

  // ---- RFC 3164, 4.1

  private int rfc3164(byte[] in, int at, int end) {
    timeStart = at;
    iso = at < end && in[at] >= '0' && in[at] <= '9';
    timeEnd = iso ? isoTime(in, at, end) : HeaderTime.monthFirst(in, at, end);
    at = timeEnd;
    if (at < 0) {
      return UNREADABLE;
    }
    if (at < end && in[at] == ':') {
      at++; // no host: firewalls
    } else if (at < end && in[at] == ' ') {
      int space = Words.space(in, at + 1, end);
      if (!isTag(in, at + 1, space)) {
        hostStart = at + 1;
        hostEnd = space;
        at = space;
      }
    }
    if (at == end) {
      return at;
    }
    return in[at] == ' ' ? tag(in, at + 1, end) : UNREADABLE;
  }

  /** Whether the word is a program's name, in a message without a host: libc's syslog(3). */
  private static boolean isTag(byte[] in, int start, int end) {
    if (start == end) {
      return false;
    }
    byte last = in[end - 1];
    if (last == ':') {
      return true;
    }
    return last == ']' && in[start] != '[' && Words.mark(in, start, end) < end;
  }

  /** Where the text begins: behind {@code app: } or {@code app[pid]: }, if that is there. */
  private int tag(byte[] in, int at, int end) {
    int mark = Words.mark(in, at, Math.min(end, at + MOST_TAG));
    if (mark == at || mark == end || in[mark] == ' ') {
      return at;
    }
    int after = mark;
    int itsPidStart = 0;
    int itsPidEnd = 0;
    if (in[mark] == '[') {
      int close = close(in, mark + 1, Math.min(end, mark + MOST_TAG));
      if (close < 0) {
        return at;
      }
      itsPidStart = mark + 1;
      itsPidEnd = close;
      after = close + 1;
    } else if (in[mark] != ':') {
      return at;
    }
    if (after < end && in[after] == ':') {
      after++;
    }
    if (after < end && in[after] != ' ') {
      return at;
    }
    appStart = at;
    appEnd = mark;
    pidStart = itsPidStart;
    pidEnd = itsPidEnd;
    return after < end ? after + 1 : after;
  }

  private static int close(byte[] in, int from, int end) {
    for (int i = from; i < end; i++) {
      if (in[i] == ']') {
        return i;
      }
    }
    return UNREADABLE;
  }
}
