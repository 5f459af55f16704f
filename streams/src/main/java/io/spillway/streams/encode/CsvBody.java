package io.spillway.streams.encode;

import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import org.jspecify.annotations.Nullable;

/**
 * Columns as RFC 4180 says: one that holds the delimiter, a quote or a line end stands in quotes,
 * and its quotes are doubled. Bytes stay as they came.
 */
final class CsvBody implements Body {
  private final OutBuffer out;
  private final OutBuffer one = new OutBuffer();
  private final WantedFields fields;
  private final TemplateText[] columns;
  private final byte delimiter;
  private @Nullable Events events;

  CsvBody(CsvSettings settings, OutBuffer out, Tags tags) {
    this.out = out;
    this.fields = new WantedFields(tags);
    this.delimiter = settings.delimiter();
    this.columns =
        settings.fields().stream()
            .map(name -> new TemplateText(Template.of(name), one, fields))
            .toArray(TemplateText[]::new);
  }

  @Override
  public void begin(Share share) {
    events = share.events();
    fields.begin(share.events());
    for (TemplateText column : columns) {
      column.begin(share);
    }
  }

  @Override
  public void write(int record) {
    if (events == null) {
      return;
    }
    fields.find(events, record);
    for (int i = 0; i < columns.length; i++) {
      if (i > 0) {
        out.room(1)[out.length()] = delimiter;
        out.to(out.length() + 1);
      }
      one.to(0);
      columns[i].write(events, record);
      column(out, one.room(0), 0, one.length(), delimiter);
    }
  }

  static void column(OutBuffer out, byte[] in, int start, int end, byte delimiter) {
    if (!needsQuotes(in, start, end, delimiter)) {
      out.append(in, start, end);
      return;
    }
    byte[] to = out.room(2 * (end - start) + 2);
    int at = out.length();
    to[at++] = '"';
    for (int i = start; i < end; i++) {
      if (in[i] == '"') {
        to[at++] = '"';
      }
      to[at++] = in[i];
    }
    to[at++] = '"';
    out.to(at);
  }

  private static boolean needsQuotes(byte[] in, int start, int end, byte delimiter) {
    for (int i = start; i < end; i++) {
      byte b = in[i];
      if (b == delimiter || b == '"' || b == '\n' || b == '\r') {
        return true;
      }
    }
    return false;
  }
}
