package io.spillway.app.settings;

import io.spillway.streams.encode.EncoderSettings;
import io.spillway.streams.encode.Format;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is allowed in a configuration and may still surprise. */
public final class Warnings {
  private Warnings() {}

  public static List<Problem> of(NodeSettings node) {
    List<Problem> warnings = new ArrayList<>();
    List<String> raw = rawLines(node);
    for (SourceSettings source : node.sources()) {
      if (!raw.isEmpty()) {
        framing(source)
            .filter(Warnings::mayHoldLineFeeds)
            .ifPresent(framing -> warnings.add(severalLines(source, framing, raw)));
      }
    }
    return warnings;
  }

  /** Sinks whose records may be several lines each, since a source's records may hold some. */
  public static Set<String> mayWriteSeveralLines(NodeSettings node) {
    boolean mayHoldSome =
        node.sources().stream()
            .anyMatch(source -> framing(source).filter(Warnings::mayHoldLineFeeds).isPresent());
    return mayHoldSome ? Set.copyOf(rawLines(node)) : Set.of();
  }

  private static Problem severalLines(
      SourceSettings source, FramingSettings framing, List<String> raw) {
    boolean joined = framing.multiline().isPresent();
    return new Problem(
        source.place(),
        "sources." + source.name() + (joined ? ".multiline" : ".framing"),
        joined ? "{ ... }" : Words.of(framing.kind()),
        "records may hold line feeds, and are several lines where they are written raw: by "
            + String.join(", ", raw)
            + "; encoder = json escapes them");
  }

  /** Sinks whose records are told apart by line ends, and that write them as they came. */
  private static List<String> rawLines(NodeSettings node) {
    return node.groups().stream()
        .filter(group -> group.kind() != GroupSettings.Kind.MONITOR)
        .flatMap(group -> group.sinks().stream())
        .filter(sink -> writesRaw(sink.encoder()) && sink.writesLines())
        .filter(sink -> sink.type() != SinkSettings.Type.BLACKHOLE)
        .map(SinkSettings::name)
        .toList();
  }

  /**
   * Templates and syslog messages hold raw bytes as they came; kv, csv and json tell them apart.
   */
  private static boolean writesRaw(EncoderSettings encoder) {
    return switch (encoder.format()) {
      case RAW -> true;
      case TEMPLATE -> !encoder.template().isConstant();
      case SYSLOG -> encoder.syslog().message() == Format.RAW;
      case JSON, KV, CSV -> false;
    };
  }

  private static boolean mayHoldLineFeeds(FramingSettings framing) {
    return framing.multiline().isPresent()
        || (framing.kind() != FramingKind.NEWLINE && framing.kind() != FramingKind.AUTO);
  }

  /** How records of a stream or file are told apart; empty for datagrams. */
  private static Optional<FramingSettings> framing(SourceSettings source) {
    SourceSettings.Connector connector = source.transport();
    if (connector instanceof SourceSettings.Tcp tcp) {
      return Optional.of(tcp.settings().framing());
    } else if (connector instanceof SourceSettings.Unix unix) {
      return Optional.of(unix.settings().framing());
    } else if (connector instanceof SourceSettings.Stdin stdin) {
      return Optional.of(stdin.settings().framing());
    } else if (connector instanceof SourceSettings.Followed followed) {
      return Optional.of(followed.settings().files().framing());
    }
    return connector instanceof SourceSettings.Files files
        ? Optional.of(files.settings().framing())
        : Optional.empty();
  }
}
