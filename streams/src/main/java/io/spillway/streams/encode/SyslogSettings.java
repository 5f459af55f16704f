package io.spillway.streams.encode;

import io.spillway.streams.settings.Section;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Settings of the format {@code syslog}.
 *
 * @param facility a word or number, or a template that gives one; {@code user} where it does not
 * @param severity the same; {@code info} where it does not
 * @param timeField name of a field that holds the time; the time of arrival where it is missing
 * @param zone of times that name none, and of headers that can't
 * @param message what stands behind the header
 */
public record SyslogSettings(
    Version format,
    Template facility,
    Template severity,
    String timeField,
    ZoneId zone,
    Template host,
    Template app,
    Template procId,
    Template msgId,
    Template structuredData,
    Format message) {
  private static final List<Format> MESSAGES = List.of(Format.RAW, Format.JSON, Format.KV);

  /** Which header. */
  public enum Version {
    RFC5424,
    RFC3164
  }

  static SyslogSettings read(Section section) {
    return new SyslogSettings(
        section.choice("format", Version.class),
        priority(section, "facility", SyslogWords.FACILITIES),
        priority(section, "severity", SyslogWords.SEVERITIES),
        section.string("time-field"),
        zone(section),
        template(section, "host"),
        template(section, "app"),
        template(section, "proc-id"),
        template(section, "msg-id"),
        template(section, "structured-data"),
        section.choice("message", MESSAGES).orElse(Format.RAW));
  }

  private static ZoneId zone(Section section) {
    String written = section.string("time-zone");
    try {
      return written.equals("system") ? ZoneId.systemDefault() : ZoneId.of(written);
    } catch (DateTimeException unknown) { // noted where the user finds it
      section.problem("time-zone", "must be system, or a zone such as UTC or Europe/Berlin");
      return ZoneOffset.UTC;
    }
  }

  private static Template priority(Section section, String key, SyslogWords words) {
    Template template = template(section, key);
    if (template.isConstant() && words.number(template.toString()) < 0) {
      section.problem(key, "must be " + words.allowed() + ", or hold ${field}");
    }
    return template;
  }

  static Template template(Section section, String key) {
    try {
      return Template.parse(section.string(key));
    } catch (IllegalArgumentException wrong) { // noted where the user finds it
      section.problem(key, String.valueOf(wrong.getMessage()));
      return Template.parse("");
    }
  }
}
