package io.spillway.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTextTest {
  private static final String CONFIGURATION =
      "<configuration><include resource='logging/console-text.xml'/>"
          + "<root level='INFO'><appender-ref ref='console'/></root></configuration>";

  /** The line of a message, from its logger's name on. */
  private static String line(String message) throws Exception {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.UTF_8)));
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var console = (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
    Logger logger = context.getLogger("ctrl.test");
    LoggingEvent event = new LoggingEvent("", logger, Level.INFO, message, null, null);
    String line = new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    context.stop();
    return line.substring(line.indexOf("ctrl.test"));
  }

  @Test
  void whatAPeerNamedMakesNoLineOfItsOwn() throws Exception {
    assertThat(line("from x\r\n2026 ERROR forged\u001b[2J\t{'a'}"))
        .isEqualTo("ctrl.test       from x?2026 ERROR forged?[2J\t{'a'}\n");
  }

  @Test
  void plainTextStaysAsItIs() throws Exception {
    assertThat(line("caf\u00e9 \\ 100%")).isEqualTo("ctrl.test       caf\u00e9 \\ 100%\n");
  }
}
