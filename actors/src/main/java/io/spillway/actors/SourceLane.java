package io.spillway.actors;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What every source's actor understands, and what it tells its parent. */
public final class SourceLane {
  private SourceLane() {}

  /** Asked of a source. */
  public sealed interface Command {}

  /** What a source's actor tells itself; never leaves the node. */
  non-sealed interface Internal extends Command {}

  /** Take nothing more in until resumed; open connections stay open and feel backpressure. */
  public record Pause(ActorRef<Acknowledged> replyTo) implements Command, AdminMessage {}

  /** Go on after a pause. */
  public record Resume(ActorRef<Acknowledged> replyTo) implements Command, AdminMessage {}

  /** Take no new input, read out and close what is open, and report {@link Drained}. */
  public record Drain() implements Command, AdminMessage {}

  /** The deadline of the drain has passed: what can wait for the next start is left to it. */
  public record Expire() implements Command, AdminMessage {}

  /**
   * Its settings have changed in a way that needs another listening socket; connections stay open.
   */
  public record Relisten() implements Command, AdminMessage {}

  /** How is it? */
  public record GetStatus(ActorRef<SourceStatus> replyTo) implements Command, AdminMessage {}

  /** Told to the parent. */
  public sealed interface Event extends AdminMessage {
    String source();
  }

  /** It takes input now. */
  public record Started(String source, String address) implements Event {}

  /** It can't take input. */
  public record Failed(String source, String problem) implements Event {}

  /**
   * All its input has been read to the end, as far as it could be, and handed on.
   *
   * @param problems what could not be read, in words for people
   */
  public record Finished(String source, List<String> problems) implements Event {}

  /**
   * It was told to drain, and everything it had accepted has been handed on.
   *
   * @param cutWhileSending connections that were closed although their peer still sent
   * @param bytesLeftUnread bytes the kernel had for those connections that nobody read
   */
  public record Drained(String source, long cutWhileSending, long bytesLeftUnread)
      implements Event {}
}
