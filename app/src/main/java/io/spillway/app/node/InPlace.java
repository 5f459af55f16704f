package io.spillway.app.node;

import io.spillway.app.settings.SourceSettings;
import io.spillway.streams.journal.WriteAhead;
import io.spillway.streams.source.tcp.TcpSource;
import io.spillway.streams.source.udp.UdpSource;
import io.spillway.streams.source.unix.UnixSource;
import java.io.UncheckedIOException;

/** What of a source that runs takes other settings, without its socket being closed. */
interface InPlace {
  /** A source that has to begin anew to become another. */
  InPlace NOTHING =
      new InPlace() {
        @Override
        public boolean takes(SourceSettings next) {
          return false;
        }

        @Override
        public boolean listensAnewAs(SourceSettings next) {
          return false;
        }

        @Override
        public void take(SourceSettings next) {
          throw new IllegalStateException("source " + next.name() + " can't change");
        }
      };

  /** Whether it can go on under those. */
  boolean takes(SourceSettings next);

  /** Whether it then has to listen anew. */
  boolean listensAnewAs(SourceSettings next);

  /**
   * Makes sure that it can take those. Blocks.
   *
   * @throws UncheckedIOException with a message for people if it can't
   */
  default void prepare(SourceSettings next) {}

  /** Takes those; nothing of it may fail. */
  void take(SourceSettings next);

  /** A TCP source, and what its batches do before they are passed on. */
  static InPlace of(TcpSource source, WriteAhead ahead) {
    return new InPlace() {
      @Override
      public boolean takes(SourceSettings next) {
        return next.transport() instanceof SourceSettings.Tcp;
      }

      @Override
      public boolean listensAnewAs(SourceSettings next) {
        return next.transport() instanceof SourceSettings.Tcp its
            && !source.listensAs(its.settings());
      }

      @Override
      public void prepare(SourceSettings next) {
        ahead.prepare(next.journal());
      }

      @Override
      public void take(SourceSettings next) {
        if (next.transport() instanceof SourceSettings.Tcp its) {
          source.change(its.settings());
          ahead.change(its.journal());
        }
      }
    };
  }

  static InPlace of(UdpSource source) {
    return new InPlace() {
      @Override
      public boolean takes(SourceSettings next) {
        return next.transport() instanceof SourceSettings.Udp its
            && source.listensAs(its.settings());
      }

      @Override
      public boolean listensAnewAs(SourceSettings next) {
        return false;
      }

      @Override
      public void take(SourceSettings next) {
        if (next.transport() instanceof SourceSettings.Udp its) {
          source.change(its.settings());
        }
      }
    };
  }

  static InPlace of(UnixSource source) {
    return new InPlace() {
      @Override
      public boolean takes(SourceSettings next) {
        return next.transport() instanceof SourceSettings.Unix its
            && source.listensAs(its.settings());
      }

      @Override
      public boolean listensAnewAs(SourceSettings next) {
        return false;
      }

      @Override
      public void take(SourceSettings next) {
        if (next.transport() instanceof SourceSettings.Unix its) {
          source.change(its.settings());
        }
      }
    };
  }
}
