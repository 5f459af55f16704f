package io.spillway.app.explain;

import io.spillway.app.settings.SinkSettings;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.sink.net.ConnectionSettings;
import io.spillway.streams.sink.syslog.SyslogSinkSettings.Transport;
import java.util.Optional;

/** What sinks have in common that decides what they can promise. */
final class Sinks {
  private Sinks() {}

  /** Of those that send over a connection. */
  static Optional<ConnectionSettings> connection(SinkSettings sink) {
    SinkSettings.Destination to = sink.destination();
    if (to instanceof SinkSettings.Tcp tcp) {
      return Optional.of(tcp.settings().connection());
    } else if (to instanceof SinkSettings.Unix unix) {
      return Optional.of(unix.settings().connection());
    } else if (to instanceof SinkSettings.Syslog syslog
        && syslog.settings().transport() != Transport.UDP) {
      return Optional.of(syslog.settings().connection());
    }
    return Optional.empty();
  }

  static boolean sendsDatagrams(SinkSettings sink) {
    SinkSettings.Destination to = sink.destination();
    return to instanceof SinkSettings.Udp
        || (to instanceof SinkSettings.Syslog syslog
            && syslog.settings().transport() == Transport.UDP);
  }

  /** Of those that write files. */
  static Optional<FileSinkSettings> file(SinkSettings sink) {
    SinkSettings.Destination to = sink.destination();
    if (to instanceof SinkSettings.File file) {
      return Optional.of(file.settings());
    }
    return to instanceof SinkSettings.TestRescue test
        ? Optional.of(test.settings().file())
        : Optional.empty();
  }

  static boolean keepsNothing(SinkSettings sink) {
    return sink.destination() instanceof SinkSettings.Blackhole;
  }
}
