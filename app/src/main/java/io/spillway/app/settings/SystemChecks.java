package io.spillway.app.settings;

import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Problems;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Tries what a start would meet on this machine: ports, folders, certificates, files to read, the
 * rescue folder's owner. Leaves everything as it was.
 */
public final class SystemChecks {
  private SystemChecks() {}

  /**
   * The outcome, with what is wrong or may surprise.
   *
   * @param node the process of a node that runs with this configuration; what it has is no problem
   */
  public static Configuration.Outcome check(Configuration.Outcome outcome, OptionalLong node) {
    Configuration.Outcome followed = FollowChecks.check(PortChecks.check(outcome, node));
    Problems problems = new Problems();
    followed.problems().forEach(problems::add);
    followed
        .settings()
        .ifPresent(
            settings -> {
              new CertificateChecks(problems, Instant.now()).all(settings);
              new StorageChecks(problems, node.isPresent()).all(settings);
            });
    List<Problem> warnings = new ArrayList<>(followed.warnings());
    warnings.addAll(problems.warnings());
    return new Configuration.Outcome(
        followed.settings(), problems.sorted(), followed.ofMachine(), warnings);
  }
}
