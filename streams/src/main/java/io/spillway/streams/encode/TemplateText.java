package io.spillway.streams.encode;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes a template filled in with a record. Its owner has {@code fields} look at each record
 * before. One worker's.
 */
final class TemplateText {
  private final OutBuffer out;
  private final WantedFields fields;
  private final Template.Part[] parts;
  private final int[] slots;

  /** What becomes of what a record brought, by part. */
  private final Cleaning[] cleanings;

  /** What is the same for all records of a share, by part. */
  private final byte[] @Nullable [] ofShare;

  /** Makes what was written from some place on fit for where it stands. */
  private interface Cleaning {
    void clean(OutBuffer out, int start);
  }

  TemplateText(Template template, OutBuffer out, WantedFields fields) {
    this(template, out, fields, part -> (written, start) -> {});
  }

  /** A text that names a file: what comes from records can't change its folder. */
  static TemplateText forFileNames(Template template, OutBuffer out, WantedFields fields) {
    return new TemplateText(template, out, fields, part -> FileNames::clean);
  }

  /** Structured data of RFC 5424: what comes from records can't end the value it stands in. */
  static TemplateText forStructuredData(Template template, OutBuffer out, WantedFields fields) {
    boolean[] quoted = StructuredValues.quoted(template.parts());
    return new TemplateText(
        template,
        out,
        fields,
        part -> quoted[part] ? StructuredValues::escape : StructuredValues::oneLine);
  }

  private TemplateText(
      Template template, OutBuffer out, WantedFields fields, IntFunction<Cleaning> cleaning) {
    this.out = out;
    this.fields = fields;
    List<Template.Part> all = template.parts();
    this.parts = all.toArray(Template.Part[]::new);
    this.slots = new int[parts.length];
    this.ofShare = new byte[parts.length][];
    this.cleanings = new Cleaning[parts.length];
    for (int i = 0; i < parts.length; i++) {
      boolean brought = !(parts[i] instanceof Template.Text || parts[i] instanceof Template.Time);
      cleanings[i] = brought ? cleaning.apply(i) : (written, start) -> {};
      if (parts[i] instanceof Template.FieldValue field) {
        slots[i] = fields.slot(field.name());
      }
    }
  }

  /** Records of this share come next. */
  void begin(Share share) {
    Batch batch = share.batch();
    Origin origin = batch.origin();
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] instanceof Template.Time time) {
        ofShare[i] = utf8(time.format().format(Instant.ofEpochMilli(batch.receivedAtMillis())));
      } else if (parts[i] instanceof Template.About about) {
        ofShare[i] =
            switch (about.known()) {
              case KIND -> utf8(share.kind().word());
              case NODE -> utf8(origin.node());
              case SOURCE -> utf8(origin.source());
              case CONNECTION -> utf8(Long.toString(origin.connection()));
              case PEER -> utf8(origin.peer());
              case ID, RULE, RAW, RESIDUE -> null;
            };
      }
    }
  }

  void write(Events events, int record) {
    for (int i = 0; i < parts.length; i++) {
      int start = out.length();
      byte[] same = ofShare[i];
      if (same != null) {
        out.append(same, 0, same.length);
      } else if (parts[i] instanceof Template.Text text) {
        out.append(text.utf8(), 0, text.utf8().length);
      } else if (parts[i] instanceof Template.FieldValue field) {
        value(slots[i], field.instead());
      } else if (parts[i] instanceof Template.About about) {
        known(about.known(), events, record);
      }
      cleanings[i].clean(out, start);
    }
  }

  private void value(int slot, byte[] instead) {
    if (fields.has(slot) && fields.start(slot) < fields.end(slot)) {
      out.append(fields.bytes(slot), fields.start(slot), fields.end(slot));
    } else {
      out.append(instead, 0, instead.length);
    }
  }

  private void known(Template.Known known, Events events, int record) {
    Batch batch = events.batch();
    switch (known) {
      case ID -> JsonOut.plain(out, batch.origin().recordId(batch.offset(record)));
      case RULE -> {
        if (events.rule(record) != Events.MISSED) {
          byte[] name = utf8(events.ruleName(record));
          out.append(name, 0, name.length);
        }
      }
      case RESIDUE -> {
        if (events.hasResidue(record)) {
          out.append(
              events.residueBytes(record), events.residueStart(record), events.residueEnd(record));
        }
      }
      default -> out.append(batch.slab(), batch.start(record), batch.end(record));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
