package io.spillway.streams.encode;

import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Targets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says beside each encoded record which file it is for, by a template. A record of the same file as
 * the one before it costs no object. Not thread-safe.
 */
public final class NamingEncoder implements Encoder {
  private static final int MOST_NAMES = 10_000;

  private final Encoder encoder;
  private final OutBuffer name = new OutBuffer();
  private final WantedFields fields;
  private final TemplateText text;
  private final boolean endsWithValue;
  private final Map<String, Integer> numbers = new HashMap<>();
  private List<String> names = new ArrayList<>();
  private byte[] last = {};
  private int lastNumber = -1;
  private int[] of = {};
  private int count;

  public NamingEncoder(Encoder encoder, Template template, Tags tags) {
    this.encoder = encoder;
    this.fields = new WantedFields(tags);
    this.text = TemplateText.forFileNames(template, name, fields);
    List<Template.Part> parts = template.parts();
    this.endsWithValue = !parts.isEmpty() && NameLengths.isValue(parts.get(parts.size() - 1));
  }

  /**
   * Looks whether records can be told by that path.
   *
   * @throws IllegalArgumentException with what is wrong, for the one who wrote it
   */
  public static void check(Template path) {
    NameLengths.of(path);
  }

  @Override
  public Outgoing encode(List<Share> shares) {
    forgetIfMany();
    count = 0;
    for (Share share : shares) {
      name(share);
    }
    Outgoing all = encoder.encode(shares);
    return new Outgoing(all.buffers(), all.ends(), all.count(), new Targets(names, of));
  }

  private void forgetIfMany() {
    if (names.size() > MOST_NAMES) {
      names = new ArrayList<>();
      numbers.clear();
      lastNumber = -1;
    }
  }

  private void name(Share share) {
    Events events = share.events();
    fields.begin(events);
    text.begin(share);
    if (of.length < count + share.count()) {
      of = Arrays.copyOf(of, Math.max(2 * of.length, count + share.count()));
    }
    for (int i = 0; i < share.count(); i++) {
      int record = share.record(i);
      name.to(0);
      fields.find(events, record);
      text.write(events, record);
      if (endsWithValue) {
        FileNames.tellApart(name);
      }
      of[count++] = number();
    }
  }

  private int number() {
    byte[] bytes = name.room(0);
    int length = name.length();
    if (lastNumber < 0 || !Arrays.equals(bytes, 0, length, last, 0, last.length)) {
      last = Arrays.copyOf(bytes, length);
      lastNumber =
          numbers.computeIfAbsent(
              new String(last, StandardCharsets.UTF_8),
              fresh -> {
                names.add(fresh);
                return names.size() - 1;
              });
    }
    return lastNumber;
  }
}
