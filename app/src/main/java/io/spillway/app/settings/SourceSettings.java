package io.spillway.app.settings;

import io.spillway.streams.settings.Place;
import io.spillway.streams.source.file.FileSourceSettings;
import io.spillway.streams.source.follow.FollowSettings;
import io.spillway.streams.source.tcp.TcpSourceSettings;
import java.util.List;
import java.util.Optional;

/**
 * One source.
 *
 * @param place where it is written
 * @param rules globs of rule names that its records are tried against; absent: all rules; empty: it
 *     is not parsed, and its events are of the rule {@code /raw}
 */
public record SourceSettings(
    String name, Place place, Optional<List<String>> rules, Connector connector) {

  public SourceSettings {
    rules = rules.map(List::copyOf);
  }

  /** The types of sources there are. */
  public enum Type {
    TCP,
    FILE
  }

  /** How a file source reads: each file once to its end, or on and on. */
  public enum Mode {
    BATCH,
    FOLLOW
  }

  /** What is particular to the type of source. */
  public sealed interface Connector {}

  /** Listens for connections. */
  public record Tcp(TcpSourceSettings settings) implements Connector {}

  /** Reads files. */
  public record Files(FileSourceSettings settings) implements Connector {}

  /** Follows files that grow. */
  public record Followed(FollowSettings settings) implements Connector {}

  public Type type() {
    return connector instanceof Tcp ? Type.TCP : Type.FILE;
  }

  public boolean parses() {
    return rules.isEmpty() || !rules.get().isEmpty();
  }
}
