package io.spillway.streams.encode;

import io.spillway.streams.settings.Section;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Settings of the format {@code csv}.
 *
 * @param fields names of the columns' fields, or {@code @something} as in a template
 * @param header whether files begin with the columns' names
 * @param delimiter the byte between two columns
 */
public record CsvSettings(List<String> fields, boolean header, byte delimiter, LineEnd lineEnd) {
  /** What ends a line. */
  public enum LineEnd {
    CRLF,
    LF;

    byte[] bytes() {
      return this == CRLF ? new byte[] {'\r', '\n'} : new byte[] {'\n'};
    }
  }

  public CsvSettings {
    fields = List.copyOf(fields);
  }

  CsvSettings withLineFeeds() {
    return new CsvSettings(fields, header, delimiter, LineEnd.LF);
  }

  static CsvSettings read(Section section) {
    List<String> fields = new ArrayList<>();
    for (String name : section.strings("fields")) {
      try {
        Template.of(name);
        fields.add(name);
      } catch (IllegalArgumentException wrong) { // noted where the user finds it
        section.problem("fields", String.valueOf(wrong.getMessage()));
      }
    }
    byte[] delimiter = section.string("delimiter").getBytes(StandardCharsets.UTF_8);
    if (delimiter.length != 1 || delimiter[0] == '"' || delimiter[0] == '\n') {
      section.problem("delimiter", "must be one ASCII character, not a quote or a line end");
      delimiter = new byte[] {','};
    }
    return new CsvSettings(
        fields, section.flag("header"), delimiter[0], section.choice("line-end", LineEnd.class));
  }

  /** The line of the columns' names with its end. */
  byte[] headerLine() {
    OutBuffer out = new OutBuffer();
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        out.append(new byte[] {delimiter}, 0, 1);
      }
      byte[] name = fields.get(i).getBytes(StandardCharsets.UTF_8);
      CsvBody.column(out, name, 0, name.length, delimiter);
    }
    out.append(lineEnd.bytes(), 0, lineEnd.bytes().length);
    return Arrays.copyOf(out.room(0), out.length());
  }
}
