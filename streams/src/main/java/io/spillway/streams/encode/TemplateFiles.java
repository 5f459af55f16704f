package io.spillway.streams.encode;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which files a template can have named, as far as their names tell: a place for a field may hold
 * whatever a file name may, one for a time whatever looks like a time.
 *
 * @param folder all of them are in or below it
 * @param depth how many names lie between the folder and a file, the file's included
 * @param paths a regular expression of their whole paths
 */
public record TemplateFiles(Path folder, int depth, String paths) {
  /** What {@link FileNames} leaves of a value. */
  private static final String VALUE = "[!-~&&[^/.]][!-~&&[^/]]{0,150}";

  /** Two times that differ in what a format may leave out. */
  private static final Instant WHOLE_SECOND = Instant.parse("2026-11-21T08:09:10Z");

  private static final Instant WITHIN_SECOND = Instant.parse("2026-11-21T08:09:10.123Z");

  /** Files of a template that is an absolute path. */
  public static TemplateFiles of(Template path) {
    StringBuilder names = new StringBuilder();
    StringBuilder shape = new StringBuilder();
    int plain = -1;
    for (Template.Part part : path.parts()) {
      if (part instanceof Template.Text text) {
        String words = new String(text.utf8(), java.nio.charset.StandardCharsets.UTF_8);
        names.append(Pattern.quote(words));
        shape.append(words);
        continue;
      }
      plain = plain < 0 ? shape.length() : plain;
      if (part instanceof Template.Time time) {
        names.append(time(time));
        shape.append(time.format().format(WHOLE_SECOND));
      } else {
        names.append(VALUE);
        shape.append('x');
      }
    }
    int root = shape.lastIndexOf("/", plain < 0 ? shape.length() : plain - 1) + 1;
    int depth = (int) shape.substring(root).chars().filter(c -> c == '/').count() + 1;
    return new TemplateFiles(Path.of(shape.substring(0, root)), depth, names.toString());
  }

  /**
   * A sample of what follows the last value of a file's name; none if no value is in it, or at its
   * end, where encoders see to it that ended files are told apart.
   */
  public static Optional<String> tail(Template path) {
    Optional<String> tail = Optional.empty();
    for (Template.Part part : path.parts()) {
      if (NameLengths.isValue(part)) {
        tail = Optional.of("");
        continue;
      }
      String sample =
          part instanceof Template.Time time
              ? time.format().format(WHOLE_SECOND)
              : part instanceof Template.Text text
                  ? new String(text.utf8(), java.nio.charset.StandardCharsets.UTF_8)
                  : "";
      tail = sample.contains("/") ? Optional.empty() : tail.map(so -> so + sample);
    }
    return tail.filter(so -> !so.isEmpty());
  }

  /** A sample of a time that leaves out nothing. */
  static byte[] longest(Template.Time time) {
    return time.format().format(WITHIN_SECOND).getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String time(Template.Time time) {
    String shortest = alike(time.format().format(WHOLE_SECOND));
    String longest = alike(time.format().format(WITHIN_SECOND));
    return "(?:" + longest + (shortest.equals(longest) ? "" : "|" + shortest) + ")";
  }

  /** What differs from that text in its digits and words only. */
  private static String alike(String sample) {
    StringBuilder like = new StringBuilder();
    for (int at = 0; at < sample.length(); at++) {
      char c = sample.charAt(at);
      String kind =
          Character.isDigit(c) ? "\\d+" : Character.isLetter(c) ? "\\p{Alpha}+" : literal(c);
      if (kind.length() == 2 || like.length() < kind.length() || !ends(like, kind)) {
        like.append(kind);
      }
    }
    return like.toString();
  }

  private static boolean ends(StringBuilder text, String with) {
    return text.substring(text.length() - with.length()).equals(with);
  }

  private static String literal(char c) {
    return "\\" + c;
  }
}
