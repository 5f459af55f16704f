package io.spillway.app.settings;

import com.typesafe.config.ConfigObject;
import io.spillway.streams.encode.EncoderSettings;
import io.spillway.streams.encode.Template;
import io.spillway.streams.flow.LaneSettings;
import io.spillway.streams.route.Condition;
import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Words;
import io.spillway.streams.sink.blackhole.BlackholeSettings;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.sink.net.WireFraming;
import io.spillway.streams.sink.syslog.SyslogSinkSettings;
import io.spillway.streams.sink.tcp.TcpSinkSettings;
import io.spillway.streams.sink.testrescue.TestRescueSettings;
import io.spillway.streams.sink.udp.UdpSinkSettings;
import io.spillway.streams.sink.unix.UnixSinkSettings;
import io.spillway.streams.unix.SocketKind;
import java.util.Map;
import java.util.Optional;

/**
 * One sink and its lane.
 *
 * @param place where it is written
 * @param written its settings with defaults, without what is expected, to tell whether they changed
 * @param filter condition an event must meet to get here; what it drops goes to {@code intercept}
 * @param tags text fields added to events on their way here
 */
public record SinkSettings(
    String name,
    Place place,
    ConfigObject written,
    EncoderSettings encoder,
    Optional<Condition> filter,
    Map<String, String> tags,
    LaneSettings lane,
    SinkExpectation expectation,
    Destination destination) {

  public SinkSettings {
    tags = Map.copyOf(tags);
    encoder = writesLines(destination) ? encoder : encoder.framed();
  }

  /** Whether records end with line ends there, and don't have a frame or datagram each. */
  boolean writesLines() {
    return writesLines(destination);
  }

  private static boolean writesLines(Destination to) {
    if (to instanceof Tcp tcp) {
      return tcp.settings().connection().framing() == WireFraming.NEWLINE;
    }
    if (to instanceof Unix unix) {
      return unix.settings().socket() == SocketKind.STREAM
          && unix.settings().connection().framing() == WireFraming.NEWLINE;
    }
    if (to instanceof Syslog syslog) {
      return syslog.settings().transport() != SyslogSinkSettings.Transport.UDP
          && syslog.settings().connection().framing() == WireFraming.NEWLINE;
    }
    return !(to instanceof Udp);
  }

  /** The same with rescue files that come back so. */
  SinkSettings with(LaneSettings.Replay replay) {
    return new SinkSettings(
        name, place, written, encoder, filter, tags, lane.with(replay), expectation, destination);
  }

  public Type type() {
    if (destination instanceof File) {
      return Type.FILE;
    } else if (destination instanceof Stdout) {
      return Type.STDOUT;
    } else if (destination instanceof Tcp) {
      return Type.TCP;
    } else if (destination instanceof Syslog) {
      return Type.SYSLOG;
    } else if (destination instanceof Udp) {
      return Type.UDP;
    } else if (destination instanceof Unix) {
      return Type.UNIX;
    }
    return destination instanceof TestRescue ? Type.TEST_RESCUE : Type.BLACKHOLE;
  }

  /** The types of sinks there are. */
  public enum Type {
    FILE,
    STDOUT,
    BLACKHOLE,
    TCP,
    SYSLOG,
    UDP,
    UNIX,
    TEST_RESCUE;

    /** What users call it. */
    public String word() {
      return this == TEST_RESCUE ? "test_rescue" : Words.of(this);
    }
  }

  /** What is particular to the type of sink. */
  public sealed interface Destination {}

  /** Appends to a file, or to many of which the path is a template. */
  public record File(FileSinkSettings settings, Template path) implements Destination {}

  /** Writes to standard output. */
  public record Stdout() implements Destination {}

  /** Sends over a TCP connection. */
  public record Tcp(TcpSinkSettings settings) implements Destination {}

  /** Sends to a syslog server. */
  public record Syslog(SyslogSinkSettings settings) implements Destination {}

  /** Sends UDP datagrams. */
  public record Udp(UdpSinkSettings settings) implements Destination {}

  /** Sends over a Unix socket. */
  public record Unix(UnixSinkSettings settings) implements Destination {}

  /** Keeps nothing, and may take its time over it. */
  public record Blackhole(BlackholeSettings settings) implements Destination {}

  /** Appends to a file, and fails on purpose. */
  public record TestRescue(TestRescueSettings settings) implements Destination {}
}
