package io.spillway.app.explain;

import io.spillway.app.settings.SourceSettings;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.Multiline;
import io.spillway.streams.settings.Words;
import io.spillway.streams.source.Networks;
import io.spillway.streams.source.file.FileSourceSettings;
import io.spillway.streams.source.follow.FollowSettings;
import io.spillway.streams.source.tcp.TcpSourceSettings;
import io.spillway.streams.source.udp.UdpSourceSettings;
import io.spillway.streams.source.unix.UnixSourceSettings;
import io.spillway.streams.unix.SocketKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A source in words: where its records come from, how they are told apart, when they are ours. */
final class SourceWords {
  private static final String NO_ANSWER = "; its sender is told nothing";
  private static final String LOST = "what is in memory and in the kernel's buffers is lost";

  private final SourceSettings source;
  private final Map<String, String> facts = new LinkedHashMap<>();

  private SourceWords(SourceSettings source) {
    this.source = source;
  }

  static Explanation.SourcePart of(SourceSettings source, List<String> rules) {
    SourceWords words = new SourceWords(source);
    String from = words.describe();
    return new Explanation.SourcePart(
        source.name(), Words.of(source.type()), from, rules, words.facts);
  }

  private String describe() {
    if (source.connector() instanceof SourceSettings.Syslog syslog) {
      String mode =
          switch (syslog.settings().headers()) {
            case KEEP -> "keep: rules see the whole message";
            case STRIP -> "strip: rules see what is behind the header";
            case TAG -> "tag: rules see what is behind the header, its parts are fields";
          };
      facts.put("header", mode);
    }
    SourceSettings.Connector by = source.transport();
    if (by instanceof SourceSettings.Tcp tcp) {
      return tcp(tcp.settings());
    } else if (by instanceof SourceSettings.Udp udp) {
      return udp(udp.settings());
    } else if (by instanceof SourceSettings.Unix unix) {
      return unix(unix.settings());
    } else if (by instanceof SourceSettings.Stdin stdin) {
      return stdin(stdin.settings().framing());
    } else if (by instanceof SourceSettings.Followed followed) {
      return followed(followed.settings());
    }
    return files(((SourceSettings.Files) by).settings());
  }

  private String tcp(TcpSourceSettings its) {
    framing(its.framing());
    senders(its.allow());
    String idle =
        its.batches()
            .idleTimeout()
            .map(t -> ", closed after " + Words.time(t) + " idle")
            .orElse("");
    facts.put("limits", its.maxConnections() + " connections" + idle + rate(its.rateLimit()));
    facts.put("ours", "a record once it is read from the kernel" + NO_ANSWER);
    facts.put(
        "at a stop",
        "unbinds, which resets what waits to be accepted; senders have "
            + Words.time(its.linger())
            + " to close; then all that the kernel acknowledged is read. What lies in a cut"
            + " sender's own buffer is lost to it");
    facts.put("kill -9", LOST);
    if (its.instances() > 1) {
      facts.put("instances", its.instances() + " listening sockets share the port");
    }
    return address("tcp", its.host(), its.port()) + (its.tls().isPresent() ? ", TLS" : "");
  }

  private String udp(UdpSourceSettings its) {
    facts.put("framing", "a datagram is a record");
    senders(its.allow());
    facts.put(
        "limits",
        its.instances()
            + (its.instances() == 1 ? " socket" : " sockets")
            + " with a kernel buffer of "
            + Words.size(its.receiveBuffer()));
    facts.put(
        "ours",
        "a datagram once it is read; what the kernel drops before is counted (kernel_dropped)");
    facts.put("at a stop", readsOn(its.linger(), "while more comes"));
    facts.put("kill -9", LOST);
    return address("udp", its.host(), its.port());
  }

  private String unix(UnixSourceSettings its) {
    boolean stream = its.socket() == SocketKind.STREAM;
    if (stream) {
      framing(its.framing());
      facts.put("limits", its.maxConnections() + " connections");
      facts.put("ours", "a record once it is read from the kernel" + NO_ANSWER);
    } else {
      facts.put("framing", "a datagram is a record");
      facts.put("ours", "a datagram once it is read; senders wait while the socket is full");
    }
    facts.put(
        "at a stop",
        "reads on for up to "
            + Words.time(its.linger())
            + " while anything comes, then takes nothing more in and reads what is there");
    facts.put("kill -9", LOST);
    return "unix " + its.path() + (stream ? "" : ", datagrams");
  }

  private static String readsOn(Duration linger, String condition) {
    return "reads on for up to "
        + Words.time(linger)
        + " "
        + condition
        + "; what comes later is lost to its sender";
  }

  private String stdin(FramingSettings framing) {
    framing(framing);
    facts.put("ours", "a record once it is read");
    facts.put("at a stop", "reads no further; what lies in the pipe is lost to its writer");
    facts.put("kill -9", "what is in memory and in the pipe is lost");
    return "standard input";
  }

  private String files(FileSourceSettings its) {
    framing(its.framing());
    limit(its.rateLimit());
    facts.put("ours", "never: the files are only read, each start reads them from the beginning");
    facts.put("at a stop", "reads no further; the next start reads everything again");
    facts.put("kill -9", "loses nothing that the files still have; everything comes again");
    return String.join(", ", its.paths()) + ", once to the end";
  }

  private String followed(FollowSettings its) {
    framing(its.files().framing());
    limit(its.files().rateLimit());
    facts.put(
        "ours", "never: the checkpoint passes a record when it is settled at all of its sinks");
    facts.put("at a stop", "reads no further; the next start goes on at the checkpoint");
    facts.put(
        "kill -9",
        "loses nothing that the files still have; what was settled in the last "
            + Words.time(its.checkpointInterval())
            + " comes again, with the same ids");
    return String.join(", ", its.files().paths()) + ", followed";
  }

  private void framing(FramingSettings framing) {
    String kind =
        framing.kind() == FramingKind.AUTO
            ? "newline or octet-counted, as each connection begins"
            : framing.kind().word();
    String joined = framing.multiline().map(SourceWords::joined).orElse("");
    String longest = Words.size(framing.maxRecordBytes());
    facts.put("framing", kind + joined + ", longest record " + longest);
  }

  private void senders(Networks allowed) {
    if (!allowed.texts().isEmpty()) {
      facts.put("senders", "only " + String.join(", ", allowed.texts()));
    }
  }

  private static String joined(Multiline lines) {
    return (lines.continuation() ? ", lines with " : ", joined up to lines with ")
        + lines.pattern()
        + (lines.continuation() ? " go on the record before" : "");
  }

  private void limit(OptionalLong rate) {
    if (rate.isPresent()) {
      facts.put("limits", rate(rate).substring(2));
    }
  }

  private static String rate(OptionalLong rate) {
    return rate.isPresent() ? ", " + rate.getAsLong() + " records/s" : "";
  }

  static String address(String protocol, String host, int port) {
    return protocol + " " + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
