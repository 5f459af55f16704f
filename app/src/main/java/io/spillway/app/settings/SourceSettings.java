package io.spillway.app.settings;

import com.typesafe.config.ConfigObject;
import io.spillway.streams.journal.JournalSettings;
import io.spillway.streams.settings.Place;
import io.spillway.streams.source.file.FileSourceSettings;
import io.spillway.streams.source.follow.FollowSettings;
import io.spillway.streams.source.stdin.StdinSourceSettings;
import io.spillway.streams.source.syslog.SyslogSourceSettings;
import io.spillway.streams.source.tcp.TcpSourceSettings;
import io.spillway.streams.source.udp.UdpSourceSettings;
import io.spillway.streams.source.unix.UnixSourceSettings;
import java.util.List;
import java.util.Optional;

/**
 * One source.
 *
 * @param place where it is written
 * @param written its settings with defaults, to tell whether they changed
 * @param rules globs of rule names that its records are tried against; absent: all rules; empty: it
 *     is not parsed, and its events are of the rule {@code /raw}
 */
public record SourceSettings(
    String name,
    Place place,
    ConfigObject written,
    Optional<List<String>> rules,
    Connector connector) {

  public SourceSettings {
    rules = rules.map(List::copyOf);
  }

  /** The types of sources there are. */
  public enum Type {
    TCP,
    FILE,
    SYSLOG,
    UDP,
    STDIN,
    UNIX
  }

  /** How a file source reads: each file once to its end, or on and on. */
  public enum Mode {
    BATCH,
    FOLLOW
  }

  /** What is particular to the type of source. */
  public sealed interface Connector {}

  /** Listens for connections. */
  public record Tcp(TcpSourceSettings settings, JournalSettings journal) implements Connector {}

  /** Takes syslog messages as another type of source takes records. */
  public record Syslog(SyslogSourceSettings settings, Connector transport) implements Connector {}

  /** Takes datagrams. */
  public record Udp(UdpSourceSettings settings) implements Connector {}

  /** Takes connections to a Unix domain socket. */
  public record Unix(UnixSourceSettings settings) implements Connector {}

  /** Reads standard input. */
  public record Stdin(StdinSourceSettings settings) implements Connector {}

  /** Reads files. */
  public record Files(FileSourceSettings settings) implements Connector {}

  /** Follows files that grow. */
  public record Followed(FollowSettings settings) implements Connector {}

  public Type type() {
    if (connector instanceof Syslog) {
      return Type.SYSLOG;
    } else if (connector instanceof Udp) {
      return Type.UDP;
    } else if (connector instanceof Stdin) {
      return Type.STDIN;
    } else if (connector instanceof Unix) {
      return Type.UNIX;
    }
    return connector instanceof Tcp ? Type.TCP : Type.FILE;
  }

  /** How its records come: the connector, or what a syslog source's messages come by. */
  public Connector transport() {
    return connector instanceof Syslog syslog ? syslog.transport() : connector;
  }

  /** What it writes ahead; off for sources that can't. */
  public JournalSettings journal() {
    return transport() instanceof Tcp tcp ? tcp.journal() : JournalSettings.OFF;
  }

  public boolean parses() {
    return rules.isEmpty() || !rules.get().isEmpty();
  }
}
