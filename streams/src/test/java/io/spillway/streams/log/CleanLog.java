package io.spillway.streams.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test that leaves an error, a dead letter or an unhandled message in the log without
 * having said so, or that said so and did not. Looks after the test's own {@code AfterEach}, which
 * has ended its actor system by then.
 */
public final class CleanLog implements BeforeEachCallback, AfterEachCallback {
  private static final String UNDELIVERED = "dead letters encountered";

  private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
  private final List<String> expected = new ArrayList<>();
  private final Keeper keeper = new Keeper();

  /** This test's log will have lines with these words, and they are no failure. */
  public void expect(String... words) {
    expected.addAll(List.of(words));
  }

  /** Lines so far, life cycles at INFO among them. */
  public List<String> lines() {
    return events.stream().map(CleanLog::text).toList();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    level("ctrl", Level.INFO);
    level("org.apache.pekko", Level.INFO);
    keeper.setContext(logger(Logger.ROOT_LOGGER_NAME).getLoggerContext());
    keeper.start();
    logger(Logger.ROOT_LOGGER_NAME).addAppender(keeper);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    logger(Logger.ROOT_LOGGER_NAME).detachAppender(keeper);
    level("ctrl", null);
    level("org.apache.pekko", null);
    List<String> wrong =
        events.stream()
            .filter(CleanLog::bad)
            .map(CleanLog::text)
            .filter(text -> expected.stream().noneMatch(text::contains))
            .toList();
    if (!wrong.isEmpty()) {
      throw new AssertionError("unexpected in the log:\n" + String.join("\n", wrong));
    }
    for (String words : expected) {
      if (lines().stream().noneMatch(line -> line.contains(words))) {
        throw new AssertionError("not in the log: " + words);
      }
    }
  }

  private static boolean bad(ILoggingEvent event) {
    return event.getLevel().isGreaterOrEqual(Level.ERROR)
        || event.getFormattedMessage().contains(UNDELIVERED);
  }

  private static String text(ILoggingEvent event) {
    String cause =
        event.getThrowableProxy() == null ? "" : ": " + event.getThrowableProxy().getMessage();
    return event.getLevel()
        + " "
        + event.getLoggerName()
        + " "
        + event.getFormattedMessage()
        + cause;
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  private static void level(String name, @org.jspecify.annotations.Nullable Level level) {
    logger(name).setLevel(level);
  }

  /** Keeps every event. */
  private final class Keeper extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      events.add(event);
    }
  }
}
