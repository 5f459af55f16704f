package io.spillway.actors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the sources have told of their start and of the end of their input, and who waits to hear of
 * it. The Supervisor's own; a source that is restarted after a crash is not waited for again.
 */
final class InputProgress {
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final List<String> startProblems = new ArrayList<>();
  private final List<String> inputProblems = new ArrayList<>();
  private final Set<String> starting;
  private final Set<String> reading;
  private final List<ActorRef<Supervisor.Ready>> awaitingStart = new ArrayList<>();
  private final List<ActorRef<Supervisor.InputEnded>> awaitingEnd = new ArrayList<>();

  InputProgress(Set<String> sources) {
    starting = new TreeSet<>(sources);
    reading = new TreeSet<>(sources);
  }

  void told(SourceLane.Event event) {
    String source = event.source();
    if (event instanceof SourceLane.Started started) {
      addresses.put(source, started.address());
      starting.remove(source);
    } else if (event instanceof SourceLane.Failed failed) {
      if (starting.remove(source)) { // one that runs may tell it again and again
        startProblems.add(failed.problem());
      }
      reading.remove(source);
    } else if (event instanceof SourceLane.Finished finished) {
      inputProblems.addAll(finished.problems());
      starting.remove(source);
      reading.remove(source);
    }
    answer();
  }

  void awaitStart(ActorRef<Supervisor.Ready> replyTo) {
    awaitingStart.add(replyTo);
    answer();
  }

  void awaitEnd(ActorRef<Supervisor.InputEnded> replyTo) {
    awaitingEnd.add(replyTo);
    answer();
  }

  private void answer() {
    if (starting.isEmpty()) {
      Supervisor.Ready ready =
          new Supervisor.Ready(Map.copyOf(addresses), List.copyOf(startProblems));
      awaitingStart.forEach(waiting -> waiting.tell(ready));
      awaitingStart.clear();
    }
    if (reading.isEmpty()) {
      Supervisor.InputEnded ended = new Supervisor.InputEnded(List.copyOf(inputProblems));
      awaitingEnd.forEach(waiting -> waiting.tell(ended));
      awaitingEnd.clear();
    }
  }
}
