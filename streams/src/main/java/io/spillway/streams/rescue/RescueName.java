package io.spillway.streams.rescue;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rescue file's name: {@code <sink>-YYYY-MM-DD_HH:MM:SS[_N].dat}, in UTC; the sink's name is all
 * before the last {@code -YYYY-MM-DD_}. Order is time, then number.
 *
 * @param number 1 for the first file of its second, which has none in its name
 */
public record RescueName(String sink, LocalDateTime time, int number)
    implements Comparable<RescueName> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd_HH:mm:ss", Locale.ROOT);
  private static final Pattern NAME =
      Pattern.compile(
          "(.+)-(\\d{4}-\\d\\d-\\d\\d_\\d\\d:\\d\\d:\\d\\d)(?:_([1-9]\\d{0,8}))?\\.dat"
              + "(|\\.lock|\\.torn|\\.bad)");
  private static final Comparator<RescueName> ORDER =
      Comparator.comparing(RescueName::time)
          .thenComparing(RescueName::number)
          .thenComparing(RescueName::sink);

  /** What the end of a name says. */
  public enum Form {
    /** Closed, to be replayed. */
    DAT(""),
    /** Being written, or left by a crash. */
    LOCK(".lock"),
    /** Torn last lines, set aside. */
    TORN(".torn"),
    /** Lines that can't be read, set aside. */
    BAD(".bad");

    private final String suffix;

    Form(String suffix) {
      this.suffix = suffix;
    }
  }

  /** A name with its form. */
  public record Formed(RescueName name, Form form) {}

  /** Empty if it is no rescue file's name. */
  public static Optional<Formed> parse(String fileName) {
    Matcher name = NAME.matcher(fileName);
    if (!name.matches()) {
      return Optional.empty();
    }
    try {
      String number = name.group(3);
      RescueName parsed =
          new RescueName(
              name.group(1),
              LocalDateTime.parse(name.group(2), TIME),
              number == null ? 1 : Integer.parseInt(number));
      for (Form form : Form.values()) {
        if (form.suffix.equals(name.group(4))) {
          return Optional.of(new Formed(parsed, form));
        }
      }
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** The file name in that form. */
  public String in(Form form) {
    return sink
        + "-"
        + TIME.format(time)
        + (number == 1 ? "" : "_" + number)
        + ".dat"
        + form.suffix;
  }

  @Override
  public int compareTo(RescueName other) {
    return ORDER.compare(this, other);
  }
}
