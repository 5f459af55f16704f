package io.spillway.streams.source.tcp;

import io.spillway.streams.tls.TlsSession;
import javax.net.ssl.SSLException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TlsSession} between a socket and who reads its connection, who never writes: to complete
 * the plain input closes. One plain element for each read, so that batches are as large as without
 * TLS; Pekko's own stage emits TLS records of 16 KiB each. Shakes hands without being asked, else
 * reads when it is. An end without closing words is an end, as without TLS.
 */
final class TlsStage extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
  private final Inlet<ByteString> plainIn = Inlet.create("TlsStage.plainIn");
  private final Outlet<ByteString> cipherOut = Outlet.create("TlsStage.cipherOut");
  private final Inlet<ByteString> cipherIn = Inlet.create("TlsStage.cipherIn");
  private final Outlet<ByteString> plainOut = Outlet.create("TlsStage.plainOut");
  private final TlsSession session;

  /** For one connection, to be run once. */
  TlsStage(TlsSession session) {
    this.session = session;
  }

  @Override
  public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
    return BidiShape.of(plainIn, cipherOut, cipherIn, plainOut);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    /** Decrypted, and not asked for yet. */
    private @Nullable ByteString waiting;

    private boolean inputOver;
    private @Nullable Throwable failure;
    private boolean outputOver;

    Logic() {
      super(TlsStage.this.shape());
      setHandler(cipherIn, new CipherIn());
      setHandler(plainOut, new PlainOut());
      setHandler(plainIn, new PlainIn());
      setHandler(cipherOut, new CipherOut());
    }

    @Override
    public void preStart() {
      pull(plainIn);
      pull(cipherIn);
    }

    private void advance() {
      send();
      ByteString next = waiting;
      if (next != null && isAvailable(plainOut)) {
        waiting = null;
        push(plainOut, next);
      }
      if (waiting == null && inputOver) {
        endInput();
      } else if (waiting == null
          && (session.isOpening() || isAvailable(plainOut))
          && !hasBeenPulled(cipherIn)
          && !isClosed(cipherIn)) {
        pull(cipherIn);
      }
    }

    private void endInput() {
      Throwable why = failure;
      if (why == null) {
        complete(plainOut);
      } else {
        fail(plainOut, why);
      }
      outputOver = true;
      if (!isClosed(cipherIn)) {
        cancel(cipherIn);
      }
      send();
    }

    private void send() {
      if (isAvailable(cipherOut)) {
        byte[] words = session.takeOutgoing();
        if (words.length > 0) {
          push(cipherOut, ByteString.fromArrayUnsafe(words));
        }
      }
      if (outputOver && !isClosed(cipherOut) && !session.hasOutgoing()) {
        complete(cipherOut);
      }
    }

    private final class CipherIn extends AbstractInHandler {
      @Override
      public void onPush() {
        try {
          byte[] plain = session.read(grab(cipherIn).toArrayUnsafe());
          waiting = plain.length == 0 ? null : ByteString.fromArrayUnsafe(plain);
          if (session.isInputOver()) {
            session.close();
            inputOver = true;
          }
        } catch (SSLException e) {
          inputOver = true;
          failure = e;
        }
        advance();
      }

      @Override
      public void onUpstreamFinish() {
        inputOver = true;
        advance();
      }

      @Override
      public void onUpstreamFailure(Throwable why) {
        inputOver = true;
        failure = why;
        advance();
      }
    }

    private final class PlainOut extends AbstractOutHandler {
      @Override
      public void onPull() {
        advance();
      }

      @Override
      public void onDownstreamFinish(Throwable why) {
        cancelStage(why);
      }
    }

    private final class PlainIn extends AbstractInHandler {
      @Override
      public void onPush() {
        throw new IllegalStateException("a connection that is read from was written to");
      }

      @Override
      public void onUpstreamFinish() {
        session.close();
        outputOver = true;
        send();
      }
    }

    private final class CipherOut extends AbstractOutHandler {
      @Override
      public void onPull() {
        send();
      }

      @Override
      public void onDownstreamFinish(Throwable why) {
        // the socket's input says how it ended
      }
    }
  }
}
