package io.spillway.streams.framing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    switch (settings.kind()) {
      case NEWLINE -> reference.lines();
      case OCTET_COUNTED -> reference.frames();
      case NUL -> reference.texts();
      case LENGTH_PREFIXED -> reference.prefixed();
      case AUTO -> {
        if (stream.matches("(?s)[1-9][0-9]{0,6} <.*")) {
          reference.frames();
        } else {
          reference.lines();
        }
      }
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

  private void texts() {
    int at = 0;
    while (at < stream.length()) {
      int nul = stream.indexOf('\0', at);
      int end = nul < 0 ? stream.length() : nul;
      keep(at, end);
      at = end + 1;
    }
  }

  private void prefixed() {
    int at = 0;
    while (at < stream.length()) {
      int body = at + 4;
      if (body > stream.length()) {
        keep(at, stream.length());
        return;
      }
      int claimed =
          ByteBuffer.wrap(stream.substring(at, body).getBytes(StandardCharsets.ISO_8859_1))
              .getInt();
      if (claimed < 0 || claimed > 1 << 28) {
        readableTo = at;
        return;
      }
      long end = (long) body + claimed;
      if (end > stream.length() && claimed > settings.maxRecordBytes()) {
        keepCutFrame(body);
      } else {
        keep(body, (int) Math.min(end, stream.length()));
      }
      at = (int) Math.min(end, Integer.MAX_VALUE);
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
    if (to - from <= max) {
      found.add(new Found(from, stream.substring(from, to)));
      return;
    }
    switch (settings.tooLong()) {
      case TRUNCATE -> found.add(new Found(from, stream.substring(from, from + max)));
      case DISCARD -> {}
      case SPLIT -> {
        int at = from;
        for (; to - at > max; at += max) {
          found.add(new Found(at, stream.substring(at, at + max)));
        }
        found.add(new Found(at, stream.substring(at, to)));
      }
    }
  }
}
