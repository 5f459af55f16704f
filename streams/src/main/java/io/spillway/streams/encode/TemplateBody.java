package io.spillway.streams.encode;

import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import org.jspecify.annotations.Nullable;

/** Records as a template says. */
final class TemplateBody implements Body {
  private final WantedFields fields;
  private final TemplateText text;
  private @Nullable Events events;

  TemplateBody(Template template, OutBuffer out, Tags tags) {
    fields = new WantedFields(tags);
    text = new TemplateText(template, out, fields);
  }

  @Override
  public void begin(Share share) {
    events = share.events();
    fields.begin(share.events());
    text.begin(share);
  }

  @Override
  public void write(int record) {
    if (events != null) {
      fields.find(events, record);
      text.write(events, record);
    }
  }
}
