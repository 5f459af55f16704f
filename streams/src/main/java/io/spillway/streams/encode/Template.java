package io.spillway.streams.encode;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text with places for fields, each a dollar sign and braces around a field's name, around {@code
 * name:-instead} where the field may be missing or empty, or around an at sign and what is known of
 * a record beside its fields. Two dollar signs before a brace stand for a plain one. The language
 * is described in docs/settings.md. Immutable.
 */
public final class Template {
  /** A piece of a template. */
  sealed interface Part {}

  /** Bytes as they are. */
  record Text(byte[] utf8) implements Part {}

  /** A field's value, or else these bytes. */
  record FieldValue(String name, byte[] instead) implements Part {}

  /** Something known of the record beside its fields. */
  record About(Known known) implements Part {}

  /** When the batch's first byte was read, in UTC. */
  record Time(DateTimeFormatter format) implements Part {}

  /** What is known of a record beside its fields. */
  enum Known {
    ID,
    KIND,
    NODE,
    SOURCE,
    CONNECTION,
    PEER,
    RULE,
    RAW,
    RESIDUE;

    private static Known of(String word) {
      for (Known known : values()) {
        if (known.name().toLowerCase(Locale.ROOT).equals(word)) {
          return known;
        }
      }
      throw new IllegalArgumentException(
          "${@"
              + word
              + "} is none of @time, @id, @kind, @node, @source, @connection, @peer, @rule,"
              + " @raw, @residue");
    }
  }

  private final String text;
  private final List<Part> parts;

  private Template(String text, List<Part> parts) {
    this.text = text;
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException with what is wrong, for the one who wrote it
   */
  public static Template parse(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      if (text.startsWith("$${", at)) {
        plain.append("${");
        at += 3;
      } else if (text.startsWith("${", at)) {
        int end = text.indexOf('}', at);
        if (end < 0) {
          throw new IllegalArgumentException("\"${\" at character " + at + " has no \"}\"");
        }
        addText(plain, parts);
        parts.add(place(text.substring(at + 2, end)));
        at = end + 1;
      } else {
        plain.append(text.charAt(at++));
      }
    }
    addText(plain, parts);
    return new Template(text, parts);
  }

  /** A template that is nothing but that field, or {@code @something}. */
  static Template of(String name) {
    return new Template("${" + name + "}", List.of(place(name)));
  }

  private static void addText(StringBuilder plain, List<Part> parts) {
    if (plain.length() > 0) {
      parts.add(new Text(utf8(plain.toString())));
      plain.setLength(0);
    }
  }

  private static Part place(String inside) {
    if (inside.startsWith("@time")) {
      return new Time(time(inside.substring("@time".length())));
    }
    if (inside.startsWith("@")) {
      return new About(Known.of(inside.substring(1)));
    }
    int mark = inside.indexOf(":-");
    String name = mark < 0 ? inside : inside.substring(0, mark);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("\"${" + inside + "}\" names no field");
    }
    return new FieldValue(name, utf8(mark < 0 ? "" : inside.substring(mark + 2)));
  }

  private static DateTimeFormatter time(String format) {
    DateTimeFormatter formatter =
        format.isEmpty() ? DateTimeFormatter.ISO_INSTANT : TimePattern.of(format);
    return formatter.withZone(ZoneOffset.UTC);
  }

  List<Part> parts() {
    return parts;
  }

  /** Whether it has no place for anything. */
  public boolean isConstant() {
    return parts.stream().allMatch(part -> part instanceof Text);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template template && template.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
