package io.spillway.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Pauses a source or a sink of a running node. */
@Command(
    name = "pause",
    description = "Stop a source from taking records, or a sink from being sent any.",
    footer = {"", "Examples:", "  spillway pause source web", "  spillway pause sink archive"})
final class PauseCommand implements Callable<Integer> {
  @Mixin private final ChangeState change = new ChangeState();

  @Override
  public Integer call() {
    return change.to("pause");
  }
}
