package io.spillway.streams.encode;

import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import java.time.Instant;
import java.util.Arrays;

/** Lines of JSON for people who look at records as they pass. Not thread-safe. */
public final class TapLine {
  private final OutBuffer out = new OutBuffer();
  private final EventMembers members = new EventMembers(out, Tags.NONE);
  private final InfraLine line = new InfraLine(out, members, Tags.NONE);
  private String time = "";

  /** Records of this batch come next. */
  public void begin(Events events) {
    members.begin(events);
    time = Instant.ofEpochMilli(events.batch().receivedAtMillis()).toString();
  }

  /** Adds a record's line, as it was read or as it was parsed. */
  public void write(Share.Kind kind, Events events, int record, boolean raw) {
    if (raw) {
      line.writeRaw(kind, events, record, time);
    } else {
      line.write(kind, events, record, time);
    }
    JsonOut.plain(out, "\n");
  }

  /** Adds a line that is JSON already. */
  public void text(String json) {
    JsonOut.plain(out, json + "\n");
  }

  /** Bytes of the lines that were not taken. */
  public int bytes() {
    return out.length();
  }

  /** All lines that were added since the last call. */
  public byte[] take() {
    byte[] all = Arrays.copyOf(out.room(0), out.length());
    out.clear();
    return all;
  }
}
