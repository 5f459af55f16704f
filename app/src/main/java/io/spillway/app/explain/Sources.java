package io.spillway.app.explain;

import io.spillway.app.settings.SourceSettings;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.unix.SocketKind;
import java.util.Optional;

/** What sources have in common that decides what they can promise. */
final class Sources {
  private Sources() {}

  /** What is still there when the node is gone. */
  enum Kind {
    /** What was not settled is read again. */
    KEPT,
    /** Everything is read again. */
    REPEATED,
    /** As {@link #PASSING}, but what was passed on is on the disk until it is settled. */
    JOURNALED,
    /** A sender that can be held back and can't be told anything. */
    PASSING,
    /** A sender that can't even be held back. */
    DATAGRAMS,
    /** A pipe. */
    PIPE
  }

  static Kind kind(SourceSettings source) {
    SourceSettings.Connector by = source.transport();
    if (by instanceof SourceSettings.Followed) {
      return Kind.KEPT;
    } else if (by instanceof SourceSettings.Files) {
      return Kind.REPEATED;
    } else if (by instanceof SourceSettings.Udp) {
      return Kind.DATAGRAMS;
    }
    if (source.journal().on()) {
      return Kind.JOURNALED;
    }
    return by instanceof SourceSettings.Stdin ? Kind.PIPE : Kind.PASSING;
  }

  /** Empty of datagrams. */
  static Optional<FramingSettings> framing(SourceSettings source) {
    SourceSettings.Connector by = source.transport();
    if (by instanceof SourceSettings.Tcp tcp) {
      return Optional.of(tcp.settings().framing());
    } else if (by instanceof SourceSettings.Unix unix) {
      return unix.settings().socket() == SocketKind.STREAM
          ? Optional.of(unix.settings().framing())
          : Optional.empty();
    } else if (by instanceof SourceSettings.Stdin stdin) {
      return Optional.of(stdin.settings().framing());
    } else if (by instanceof SourceSettings.Followed followed) {
      return Optional.of(followed.settings().files().framing());
    } else if (by instanceof SourceSettings.Files files) {
      return Optional.of(files.settings().framing());
    }
    return Optional.empty();
  }

  /** Whose records stay in order. */
  static String orderedPer(SourceSettings source) {
    return switch (kind(source)) {
      case KEPT, REPEATED -> "file";
      case DATAGRAMS -> "socket";
      case PIPE -> "pipe";
      case PASSING, JOURNALED -> "connection";
    };
  }
}
