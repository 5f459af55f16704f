package io.spillway.streams.framing;

import java.util.ArrayList;
import java.util.List;

/** The plainest framing there is, over a whole stream at once: what {@link Framer} has to equal. */
final class ReferenceFraming {
  /** A record: offset in the stream and bytes as Latin-1 text. */
  record Found(long offset, String text) {}

  private final String stream;
  private final FramingSettings settings;
  private final List<Found> found = new ArrayList<>();

  /** Where an unreadable header begins, or as far as one likes. */
  private int readableTo;

  private ReferenceFraming(String stream, FramingSettings settings) {
    this.stream = stream;
    this.settings = settings;
    this.readableTo = Integer.MAX_VALUE;
  }

  static ReferenceFraming of(String stream, FramingSettings settings) {
    ReferenceFraming reference = new ReferenceFraming(stream, settings);
    boolean octets =
        switch (settings.kind()) {
          case NEWLINE -> false;
          case OCTET_COUNTED -> true;
          case AUTO -> stream.matches("(?s)[1-9][0-9]{0,6} <.*");
        };
    if (octets) {
      reference.frames();
    } else {
      reference.lines();
    }
    return reference;
  }

  /** Those before an unreadable header. */
  List<Found> records() {
    return found;
  }

  int readableTo() {
    return readableTo;
  }

  private void lines() {
    int at = 0;
    while (at < stream.length()) {
      int lineFeed = stream.indexOf('\n', at);
      int end = lineFeed < 0 ? stream.length() : lineFeed;
      int contentEnd = lineFeed > at && stream.charAt(lineFeed - 1) == '\r' ? lineFeed - 1 : end;
      keep(at, contentEnd);
      at = end + 1;
    }
  }

  private void frames() {
    int at = 0;
    while (at < stream.length()) {
      int space = stream.indexOf(' ', at);
      String header = space < 0 ? stream.substring(at) : stream.substring(at, space);
      if (!header.matches("[1-9][0-9]{0,6}")) {
        readableTo = at;
        return;
      } else if (space < 0) {
        keep(at, stream.length());
        return;
      }
      int body = space + 1;
      long end = body + Long.parseLong(header);
      if (end > stream.length() && end - body > settings.maxRecordBytes()) {
        keepCutFrame(body);
      } else {
        keep(body, (int) Math.min(end, stream.length()));
      }
      at = (int) Math.min(end, Integer.MAX_VALUE);
    }
  }

  /** A frame that claims to be too long and is cut short as well. */
  private void keepCutFrame(int body) {
    if (settings.tooLong() != TooLong.DISCARD) {
      keep(body, stream.length());
    }
  }

  private void keep(int from, int to) {
    int max = settings.maxRecordBytes();
    int at = from;
    if (settings.tooLong() == TooLong.SPLIT) {
      for (; to - at > max; at += max) {
        found.add(new Found(at, stream.substring(at, at + max)));
      }
    }
    if (to - at <= max) {
      found.add(new Found(at, stream.substring(at, to)));
    } else if (settings.tooLong() == TooLong.TRUNCATE) {
      found.add(new Found(at, stream.substring(at, at + max)));
    }
  }
}
