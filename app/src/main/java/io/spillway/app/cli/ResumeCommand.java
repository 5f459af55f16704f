package io.spillway.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Resumes a source or a sink of a running node. */
@Command(
    name = "resume",
    description = "Let a paused source or sink go on.",
    footer = {"", "Examples:", "  spillway resume source web", "  spillway resume sink archive"})
final class ResumeCommand implements Callable<Integer> {
  @Mixin private final ChangeState change = new ChangeState();

  @Override
  public Integer call() {
    return change.to("resume");
  }
}
