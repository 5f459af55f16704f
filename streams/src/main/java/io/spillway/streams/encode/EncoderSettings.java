package io.spillway.streams.encode;

import io.spillway.streams.settings.Section;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * How a sink's records are written, with the settings of every format.
 *
 * @param template for {@code TEMPLATE}
 */
public record EncoderSettings(
    Format format, KvSettings kv, CsvSettings csv, SyslogSettings syslog, Template template) {

  /** Reads them; whether what the format needs is there, {@link #check} says. */
  public static EncoderSettings read(Section section) {
    return new EncoderSettings(
        section.choice("encoder", Format.class),
        KvSettings.read(section.section("kv")),
        CsvSettings.read(section.section("csv")),
        SyslogSettings.read(section.section("syslog")),
        section.has("template")
            ? SyslogSettings.template(section, "template")
            : Template.parse(""));
  }

  /** Notes what the chosen format needs and does not have. */
  public void check(Section section) {
    if (format == Format.CSV && csv.fields().isEmpty()) {
      section.problem("csv", "needs fields: csv { fields = [a, b] }");
    }
    boolean wrong = section.problems().about(section.path() + ".template");
    if (format == Format.TEMPLATE && template.toString().isEmpty() && !wrong) {
      section.problem("template", "is missing: encoder = template needs a text with ${field}");
    }
  }

  /** The same where no line end is to be sent: what cuts records off cuts a line feed. */
  public EncoderSettings framed() {
    return new EncoderSettings(format, kv, csv.withLineFeeds(), syslog, template);
  }

  /** Bytes that every file begins with; empty for most formats. */
  public byte[] header() {
    return format == Format.CSV && csv.header() ? csv.headerLine() : new byte[0];
  }

  /**
   * Makes encoders, one for each worker.
   *
   * @param replaced told how many U+FFFD were put into JSON
   */
  public Supplier<Encoder> encoders(Tags tags, LongConsumer replaced) {
    if (format == Format.RAW) {
      return RawEncoder::new;
    }
    byte[] lineEnd = format == Format.CSV ? csv.lineEnd().bytes() : new byte[] {'\n'};
    return () -> {
      OutBuffer out = new OutBuffer();
      return new LineEncoder(out, body(format, out, tags, replaced), lineEnd);
    };
  }

  private Body body(Format of, OutBuffer out, Tags tags, LongConsumer replaced) {
    return switch (of) {
      case RAW -> new RawBody(out);
      case JSON -> new JsonBody(out, tags, replaced);
      case KV -> new KvBody(kv, out, tags);
      case CSV -> new CsvBody(csv, out, tags);
      case TEMPLATE -> new TemplateBody(template, out, tags);
      case SYSLOG -> new SyslogBody(syslog, body(syslog.message(), out, tags, replaced), out, tags);
    };
  }
}
