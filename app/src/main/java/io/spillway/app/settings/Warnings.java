package io.spillway.app.settings;

import io.spillway.streams.encode.Format;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.settings.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is allowed in a configuration and may still surprise. */
public final class Warnings {
  private Warnings() {}

  public static List<Problem> of(NodeSettings node) {
    List<Problem> warnings = new ArrayList<>();
    List<String> raw = rawSinks(node);
    for (SourceSettings source : node.sources()) {
      if (!raw.isEmpty() && countsOctets(source)) {
        warnings.add(
            new Problem(
                source.place(),
                "sources." + source.name() + ".framing",
                "octet-counted",
                "records may hold line feeds, and are several lines where they are written raw: by "
                    + String.join(", ", raw)
                    + "; encoder = json escapes them"));
      }
    }
    return warnings;
  }

  private static List<String> rawSinks(NodeSettings node) {
    return node.groups().stream()
        .filter(group -> group.kind() != GroupSettings.Kind.MONITOR)
        .flatMap(group -> group.sinks().stream())
        .filter(sink -> sink.encoder().format() == Format.RAW)
        .filter(sink -> !(sink.destination() instanceof SinkSettings.Blackhole))
        .map(SinkSettings::name)
        .toList();
  }

  private static boolean countsOctets(SourceSettings source) {
    return framing(source.transport()) == FramingKind.OCTET_COUNTED;
  }

  private static @Nullable FramingKind framing(SourceSettings.Connector connector) {
    if (connector instanceof SourceSettings.Tcp tcp) {
      return tcp.settings().framing().kind();
    } else if (connector instanceof SourceSettings.Unix unix) {
      return unix.settings().framing().kind();
    }
    return connector instanceof SourceSettings.Stdin stdin
        ? stdin.settings().framing().kind()
        : null;
  }
}
