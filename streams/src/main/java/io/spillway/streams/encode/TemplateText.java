package io.spillway.streams.encode;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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

  /** For names of files: the longest that each part may be; 0 where it is no value. */
  private final int @Nullable [] longest;

  /** What is the same for all records of a share, by part. */
  private final byte[] @Nullable [] ofShare;

  TemplateText(Template template, OutBuffer out, WantedFields fields) {
    this(template, out, fields, null);
  }

  /** A text that names a file: what comes from records can't change its folder. */
  static TemplateText forFileNames(Template template, OutBuffer out, WantedFields fields) {
    return new TemplateText(template, out, fields, NameLengths.of(template));
  }

  private TemplateText(
      Template template, OutBuffer out, WantedFields fields, int @Nullable [] longest) {
    this.longest = longest;
    this.out = out;
    this.fields = fields;
    List<Template.Part> all = template.parts();
    this.parts = all.toArray(Template.Part[]::new);
    this.slots = new int[parts.length];
    this.ofShare = new byte[parts.length][];
    for (int i = 0; i < parts.length; i++) {
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
      if (longest != null && longest[i] > 0) {
        FileNames.clean(out, start, longest[i]);
      }
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
