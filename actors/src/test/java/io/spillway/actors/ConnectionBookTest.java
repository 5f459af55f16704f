package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class ConnectionBookTest {
  private final ConnectionBook book = new ConnectionBook();
  private final List<CompletableFuture<Done>> begun = new ArrayList<>();

  private CompletionStage<Done> begin() {
    CompletableFuture<Done> stream = new CompletableFuture<>();
    begun.add(stream);
    return stream;
  }

  @Test
  void whoeverComesAfterACrashWaitsForTheRecoveryUnderWay() {
    CompletionStage<Done> first = book.recovery(this::begin);
    CompletionStage<Done> second = book.recovery(this::begin);
    assertThat(begun).hasSize(1);
    CompletionStage<Void> all = book.allHandedOn();
    assertThat(all.toCompletableFuture()).isNotDone();
    begun.get(0).complete(Done.getInstance());
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(all).isCompleted();
  }

  @Test
  void aRecoveryThatFailedIsGoneOnWithByAnother() {
    var unused = book.recovery(this::begin);
    begun.get(0).completeExceptionally(new IllegalStateException("on purpose"));
    assertThat(book.allHandedOn()).isCompleted();
    CompletionStage<Done> next = book.recovery(this::begin);
    assertThat(begun).hasSize(2);
    assertThat(next.toCompletableFuture()).isNotDone();
    assertThat(book.allHandedOn().toCompletableFuture()).isNotDone();
  }

  @Test
  void aRecoveryThatEndsAtOnceIsNotWaitedFor() {
    var unused = book.recovery(() -> CompletableFuture.completedFuture(Done.getInstance()));
    assertThat(book.allHandedOn()).isCompleted();
  }
}
