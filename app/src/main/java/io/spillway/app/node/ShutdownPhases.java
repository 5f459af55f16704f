package io.spillway.app.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;

/**
 * CoordinatedShutdown's phases of this node, as configuration that must be there before the actor
 * system is: Pekko's default phase timeout of 5 s would cut a drain and report success.
 */
final class ShutdownPhases {
  static final String DRAIN = "spillway-drain";
  static final String RECEIPT = "spillway-receipt";
  static final String TELEMETRY = "spillway-telemetry";
  static final String ADMIN = "spillway-admin";

  /**
   * Time after the deadline for rescue files to take what is left and for the ledger to be read.
   */
  static final Duration DRAIN_MARGIN = Duration.ofSeconds(30);

  private ShutdownPhases() {}

  static Config config(Duration drainTimeout) {
    long drainMillis = drainTimeout.plus(DRAIN_MARGIN).plusSeconds(2).toMillis();
    return ConfigFactory.parseString(
        """
        pekko.coordinated-shutdown {
          exit-jvm = off
          run-by-jvm-shutdown-hook = off
          run-by-actor-system-terminate = off
          phases {
            %s { timeout = %d ms, depends-on = [before-service-unbind] }
            %s { timeout = 10 s, depends-on = [%s] }
            %s { timeout = 3 s, depends-on = [%s] }
            %s { timeout = 3 s, depends-on = [%s] }
            before-cluster-shutdown.depends-on = [%s]
          }
        }
        """
            .formatted(
                DRAIN, drainMillis, RECEIPT, DRAIN, TELEMETRY, RECEIPT, ADMIN, TELEMETRY, ADMIN));
  }
}
