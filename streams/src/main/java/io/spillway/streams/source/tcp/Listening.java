package io.spillway.streams.source.tcp;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.stream.javadsl.Tcp;

/**
 * The sockets on which a TCP source listens, all of one port; the kernel gives each new connection
 * to one of them. Thread-safe.
 */
public final class Listening {
  private final List<Tcp.ServerBinding> sockets;
  private final List<LongAdder> accepted;

  private Listening(List<Tcp.ServerBinding> sockets, List<LongAdder> accepted) {
    this.sockets = List.copyOf(sockets);
    this.accepted = List.copyOf(accepted);
  }

  static Listening of(Tcp.ServerBinding socket, LongAdder accepted) {
    return new Listening(List.of(socket), List.of(accepted));
  }

  /** Fails as the one does that fails first; the other is given up then. */
  static CompletionStage<Listening> both(
      CompletionStage<Listening> some, CompletionStage<Listening> more) {
    CompletableFuture<Listening> all = new CompletableFuture<>();
    List.of(some, more)
        .forEach(
            each -> {
              var unused =
                  each.exceptionally(
                      fault -> {
                        all.completeExceptionally(fault);
                        throw new CompletionException(fault);
                      });
            });
    var unused = some.thenCombine(more, Listening::and).thenAccept(all::complete);
    return all;
  }

  private Listening and(Listening other) {
    return new Listening(joined(sockets, other.sockets), joined(accepted, other.accepted));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  public InetSocketAddress address() {
    return sockets.get(0).localAddress();
  }

  /** Connections that each socket was given so far. */
  public List<Long> accepted() {
    return accepted.stream().map(LongAdder::sum).toList();
  }

  /** Stops accepting; completes when no socket listens any more. */
  public CompletionStage<Void> unbind() {
    return CompletableFuture.allOf(
        sockets.stream()
            .map(socket -> socket.unbind().toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }
}
