package io.spillway.streams.rescue;

import io.spillway.streams.event.FieldType;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.settings.NearestWord;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * Each line is a rescue line that somebody may have mended: all of it stays but its CRC, which is
 * made anew. Empty lines are passed over; one that is wrong refuses the import.
 */
final class MendedLines implements ImportedLines {
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,20})?([Zz]|[+-]\\d\\d:?\\d\\d)?");
  private static final Pattern V4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

  /** With a colon, which no host's name has. */
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]{0,45}:[0-9A-Fa-f:.]{0,45}");

  private final ImportRequest request;
  private final Collection<String> sinks;
  private final JsonSyntax syntax = new JsonSyntax();
  private final RescueLine line = new RescueLine();
  private String sink;
  private String reason = "";
  private long number;
  private long records;

  /**
   * Lines of one sink.
   *
   * @param sinks all there are
   */
  MendedLines(ImportRequest request, Collection<String> sinks) {
    this.request = request;
    this.sinks = sinks;
    this.sink = request.sink();
  }

  @Override
  public void take(byte[] in, int end, ByteArrayOutputStream to) throws ImportRefused {
    int start = 0;
    for (int i = 0; i < end; i++) {
      if (in[i] == '\n') {
        number++;
        int lineEnd = i > start && in[i - 1] == '\r' ? i - 1 : i;
        if (lineEnd > start) {
          read(in, start, lineEnd);
          to.writeBytes(line.resealed(sink));
          records++;
        }
        start = i + 1;
      }
    }
  }

  private void read(byte[] in, int start, int end) throws ImportRefused {
    String problem = syntax.problem(in, start, end);
    if (!problem.isEmpty()) {
      throw wrong(problem);
    }
    if (!line.readMended(in, start, end)) {
      throw wrong(line.problem());
    }
    checkSink();
    checkMembers();
    for (int i = 0; i < line.fields(); i++) {
      checkField(i);
    }
  }

  private void checkSink() throws ImportRefused {
    String its = line.sink();
    if (sink.isEmpty()) {
      if (!sinks.contains(its)) {
        throw wrong(
            member("sink", its)
                + "; "
                + ReplayTarget.noSink(its, sinks)
                + " (--sink NAME says another)");
      }
      sink = its;
    } else if (request.sink().isEmpty() && !its.equals(sink)) {
      throw wrong(
          member("sink", its)
              + ", expected \""
              + sink
              + "\" as before: one import is of one sink (--sink NAME gives all lines to it)");
    }
  }

  private void checkMembers() throws ImportRefused {
    if (line.id().isEmpty()) {
      throw wrong(member("id", "") + ", expected the record's id");
    }
    try {
      Instant.parse(line.time());
    } catch (DateTimeException noTime) {
      throw wrong(member("time", line.time()) + ", expected one as 2026-11-21T08:00:00.123Z");
    }
    if (line.attempt() < 0) {
      throw wrong("attempt is " + line.attempt() + ", expected 0 or more");
    }
    String its = line.reason();
    if (!its.equals(reason) && !Reason.words().contains(its)) {
      String nearest = NearestWord.of(its, Reason.words());
      throw wrong(
          member("reason", its)
              + (nearest.isEmpty()
                  ? ", expected one of " + String.join(", ", Reason.words())
                  : "; did you mean " + nearest + "?"));
    }
    reason = its;
  }

  /** Values that an encoder passes on as they stand must be what their type says. */
  private void checkField(int field) throws ImportRefused {
    FieldType type = line.type(field);
    if (type == FieldType.TEXT) {
      return;
    }
    int start = line.valueStart(field);
    int end = line.valueEnd(field);
    byte[] in = line.bytes();
    char first = start == end ? ' ' : (char) in[start];
    boolean fits =
        switch (type) {
          case NUMBER -> first == '-' || (first >= '0' && first <= '9');
          case BOOL -> first == 't' || first == 'f';
          case ARRAY -> first == '[';
          case TIME -> TIME.matcher(text(in, start, end)).matches();
          case IP -> isAddress(text(in, start, end));
          case TEXT -> true;
        };
    boolean whole = !FieldTypes.plain(type) || syntax.problem(in, start, end).isEmpty();
    if (!fits || !whole) {
      throw wrong(
          "field \""
              + printable(text(in, line.nameStart(field), line.nameEnd(field)))
              + "\" has the value "
              + printable(text(in, start, end))
              + ", expected "
              + expected(type));
    }
  }

  private static String expected(FieldType type) {
    return switch (type) {
      case ARRAY -> "an array";
      case TIME -> "a time, as 2026-11-21T08:00:00.123Z";
      case IP -> "an IP address";
      default -> "a " + FieldTypes.WORDS[type.code()];
    };
  }

  /** Whether it is an address in digits; nothing is looked up. */
  private static boolean isAddress(String text) {
    if (V4.matcher(text).matches()) {
      return true;
    }
    try {
      return V6.matcher(text).matches() && InetAddress.getByName(text) != null;
    } catch (UnknownHostException none) {
      return false;
    }
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static String text(byte[] in, int start, int end) {
    return new String(in, start, end - start, StandardCharsets.UTF_8);
  }

  private static String member(String name, String value) {
    return name + " is \"" + value + "\"";
  }

  private ImportRefused wrong(String what) {
    return new ImportRefused(request.name() + ":" + number + ": " + what);
  }

  @Override
  public long records() {
    return records;
  }

  @Override
  public String sink() {
    return sink;
  }
}
