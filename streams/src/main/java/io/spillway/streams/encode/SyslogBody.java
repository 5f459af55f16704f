package io.spillway.streams.encode;

import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A syslog header and the message behind it. Header fields keep to what RFC 5424 allows in them:
 * printable ASCII without spaces and of limited length; other bytes become underscores.
 */
final class SyslogBody implements Body {
  private static final int HOST_LENGTH = 255;
  private static final int APP_LENGTH = 48;
  private static final int PROC_LENGTH = 128;
  private static final int MSG_LENGTH = 32;
  private static final int USER = 1;
  private static final int INFO = 6;
  private static final int SHORTEST_TIME = 19;

  private final OutBuffer out;
  private final WantedFields fields;
  private final boolean rfc5424;
  private final TemplateText facility;
  private final TemplateText severity;
  private final TemplateText host;
  private final TemplateText app;
  private final TemplateText procId;
  private final TemplateText msgId;
  private final TemplateText structuredData;
  private final int timeSlot;
  private final SyslogTime times;
  private final Body message;
  private byte[] arrived = {};
  private byte[] node = {};
  private @Nullable Events events;

  SyslogBody(SyslogSettings settings, Body message, OutBuffer out, Tags tags) {
    this.out = out;
    this.message = message;
    this.fields = new WantedFields(tags);
    this.rfc5424 = settings.format() == SyslogSettings.Version.RFC5424;
    this.facility = new TemplateText(settings.facility(), out, fields);
    this.severity = new TemplateText(settings.severity(), out, fields);
    this.host = new TemplateText(settings.host(), out, fields);
    this.app = new TemplateText(settings.app(), out, fields);
    this.procId = new TemplateText(settings.procId(), out, fields);
    this.msgId = new TemplateText(settings.msgId(), out, fields);
    this.structuredData = TemplateText.forStructuredData(settings.structuredData(), out, fields);
    this.times = new SyslogTime(settings.zone());
    this.timeSlot = settings.timeField().isEmpty() ? -1 : fields.slot(settings.timeField());
  }

  @Override
  public void begin(Share share) {
    events = share.events();
    long millis = share.batch().receivedAtMillis();
    arrived = rfc5424 ? SyslogTime.iso(millis) : times.bsd(millis);
    node = share.batch().origin().node().getBytes(StandardCharsets.UTF_8);
    fields.begin(share.events());
    facility.begin(share);
    severity.begin(share);
    host.begin(share);
    app.begin(share);
    procId.begin(share);
    msgId.begin(share);
    structuredData.begin(share);
    message.begin(share);
  }

  @Override
  public void write(int record) {
    Events from = events;
    if (from == null) {
      return;
    }
    fields.find(from, record);
    int priority =
        8 * number(facility, SyslogWords.FACILITIES, USER, from, record)
            + number(severity, SyslogWords.SEVERITIES, INFO, from, record);
    if (rfc5424) {
      header5424(priority, from, record);
    } else {
      header3164(priority, from, record);
    }
    message.write(record);
  }

  @Override
  public void end() {
    message.end();
  }

  private void header5424(int priority, Events from, int record) {
    priority(priority);
    mark('1');
    mark(' ');
    time();
    mark(' ');
    host(from, record);
    mark(' ');
    word(app, APP_LENGTH, from, record);
    mark(' ');
    word(procId, PROC_LENGTH, from, record);
    mark(' ');
    word(msgId, MSG_LENGTH, from, record);
    mark(' ');
    int start = out.length();
    structuredData.write(from, record);
    nilIfEmpty(start);
    mark(' ');
  }

  private void header3164(int priority, Events from, int record) {
    priority(priority);
    time();
    mark(' ');
    host(from, record);
    mark(' ');
    word(app, APP_LENGTH, from, record);
    int bracket = out.length();
    mark('[');
    procId.write(from, record);
    clean(bracket + 1, PROC_LENGTH);
    if (out.length() == bracket + 1) {
      out.to(bracket);
    } else {
      mark(']');
    }
    mark(':');
    mark(' ');
  }

  /** What a template gives, as a number; it leaves nothing written. */
  private int number(TemplateText text, SyslogWords words, int instead, Events from, int record) {
    int start = out.length();
    text.write(from, record);
    int number = words.number(out.room(0), start, out.length());
    out.to(start);
    return number < 0 ? instead : number;
  }

  private void priority(int priority) {
    mark('<');
    if (priority >= 100) {
      mark((char) ('0' + priority / 100));
    }
    if (priority >= 10) {
      mark((char) ('0' + priority / 10 % 10));
    }
    mark((char) ('0' + priority % 10));
    mark('>');
  }

  private void time() {
    boolean own =
        timeSlot >= 0
            && fields.isTime(timeSlot)
            && fields.end(timeSlot) - fields.start(timeSlot) >= SHORTEST_TIME;
    if (!own) {
      out.append(arrived, 0, arrived.length);
    } else if (rfc5424) {
      times.writeIso(out, fields.bytes(timeSlot), fields.start(timeSlot), fields.end(timeSlot));
    } else {
      times.writeBsd(out, fields.bytes(timeSlot), fields.start(timeSlot), fields.end(timeSlot));
    }
  }

  private void host(Events from, int record) {
    int start = out.length();
    host.write(from, record);
    if (out.length() == start) {
      out.append(node, 0, node.length);
    }
    clean(start, HOST_LENGTH);
  }

  private void word(TemplateText text, int longest, Events from, int record) {
    int start = out.length();
    text.write(from, record);
    clean(start, longest);
    nilIfEmpty(start);
  }

  private void clean(int start, int longest) {
    int end = Math.min(out.length(), start + longest);
    byte[] bytes = out.room(0);
    for (int i = start; i < end; i++) {
      if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
        bytes[i] = '_';
      }
    }
    out.to(end);
  }

  private void nilIfEmpty(int start) {
    if (out.length() == start) {
      mark('-');
    }
  }

  private void mark(char c) {
    out.room(1)[out.length()] = (byte) c;
    out.to(out.length() + 1);
  }
}
