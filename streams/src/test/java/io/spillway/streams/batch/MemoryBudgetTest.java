package io.spillway.streams.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(100);
  private final List<String> turns = new ArrayList<>();

  @Test
  void servesAtOnceWhileThereIsRoom() {
    budget.await(60, () -> turns.add("a"));
    budget.await(40, () -> turns.add("b"));
    budget.await(1, () -> turns.add("c"));
    assertThat(turns).containsExactly("a", "b");
    assertThat(budget.used()).isEqualTo(100);
    assertThat(budget.waiting()).isEqualTo(1);
    assertThat(budget.hasRoom()).isFalse();
  }

  @Test
  void servesInOrderEvenIfALaterOneWouldFit() {
    budget.take(90);
    budget.await(50, () -> turns.add("large"));
    budget.await(5, () -> turns.add("small"));
    assertThat(turns).isEmpty();
    budget.giveBack(39);
    assertThat(turns).isEmpty();
    budget.giveBack(6);
    assertThat(turns).containsExactly("large", "small");
  }

  @Test
  void anOverdrawnAccountLetsNobodyInUntilItHasRoom() {
    budget.take(1000);
    budget.await(1, () -> turns.add("a"));
    budget.giveBack(900);
    assertThat(turns).isEmpty();
    budget.giveBack(1);
    assertThat(turns).containsExactly("a");
  }

  @Test
  void anEmptyAccountLetsInWhatIsLargerThanItself() {
    budget.take(1);
    budget.await(1000, () -> turns.add("huge"));
    assertThat(turns).isEmpty();
    budget.giveBack(1);
    assertThat(turns).containsExactly("huge");
    assertThat(budget.used()).isEqualTo(1000);
  }

  @Test
  void endingATurnGivesBackOnceAndLetsTheNextIn() {
    MemoryBudget.Turn first = budget.await(100, () -> turns.add("a"));
    MemoryBudget.Turn second = budget.await(100, () -> turns.add("b"));
    budget.await(100, () -> turns.add("c"));
    second.end();
    first.end();
    first.end();
    assertThat(turns).containsExactly("a", "c");
    assertThat(budget.used()).isEqualTo(100);
    assertThat(budget.waiting()).isZero();
  }

  @Test
  void leavingTheLineLetsTheNextFittingOneIn() {
    budget.take(90);
    MemoryBudget.Turn large = budget.await(50, () -> turns.add("large"));
    budget.await(5, () -> turns.add("small"));
    large.end();
    assertThat(turns).containsExactly("small");
  }

  @Test
  void refusesMoreBackThanWasTaken() {
    budget.take(5);
    assertThatThrownBy(() -> budget.giveBack(6)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manyThreadsEndEven() throws Exception {
    int rounds = 2000;
    int threads = 4;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(rounds * threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < rounds * threads; i++) {
      pool.execute(
          () -> {
            MemoryBudget.Turn[] turn = new MemoryBudget.Turn[1];
            Object told = new Object();
            Runnable inTurn =
                () -> {
                  most.accumulateAndGet(inside.addAndGet(30), Math::max);
                  inside.addAndGet(-30);
                  pool.execute(
                      () -> {
                        synchronized (told) {
                          turn[0].end();
                        }
                        done.countDown();
                      });
                };
            synchronized (told) {
              turn[0] = budget.await(30, inTurn);
            }
          });
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    pool.shutdown();
    assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    assertThat(budget.used()).isZero();
    assertThat(budget.waiting()).isZero();
    assertThat(most.get()).isLessThanOrEqualTo(100);
  }
}
