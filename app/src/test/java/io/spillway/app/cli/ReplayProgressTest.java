package io.spillway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** A replay's progress as a terminal and as others get it. */
class ReplayProgressTest {
  private static final String CLEAR = "\r\033[K";

  private final StringWriter written = new StringWriter();
  private final PrintWriter out = new PrintWriter(written);

  private static JsonNode replay(String state, long replayed, String detail)
      throws JsonProcessingException {
    return Json.parse(
        """
        {"state":"%s","detail":"%s","file":"/data/rescue/out-2026-11-21_08:00:00.dat","files_left":1,
         "records":1000,"replayed":%d,"rejected":20,"per_second":12000,"seconds_left":3}
        """
            .formatted(state, detail, replayed));
  }

  /** What a terminal shows at last: each line that was not written over. */
  private String screen() {
    StringBuilder screen = new StringBuilder();
    for (String line : written.toString().split("\n", -1)) {
      int over = line.lastIndexOf(CLEAR);
      screen.append(over < 0 ? line : line.substring(over + CLEAR.length())).append('\n');
    }
    return screen.toString().strip();
  }

  @Test
  void terminalGetsABarWithRateAndTimeLeft() throws JsonProcessingException {
    ReplayProgress progress = new ReplayProgress(out, false, 100);
    progress.show(replay("running", 80, ""));
    assertThat(written.toString())
        .isEqualTo(
            CLEAR
                + "[===>                          ]  10% 12,000/s, 3 s left,"
                + " out-2026-11-21_08:00:00.dat");
    assertThat(progress.everyMillis()).isEqualTo(200);
  }

  @Test
  void barIsWrittenOverAndItsEndStays() throws JsonProcessingException {
    ReplayProgress progress = new ReplayProgress(out, false, 100);
    progress.show(replay("running", 480, ""));
    progress.show(replay("running", 980, ""));
    assertThat(screen()).startsWith("[==============================] 100% 12,000/s");
    assertThat(written.toString()).doesNotContain("\n");
    progress.end(replay("done", 980, ""));
    assertThat(screen())
        .startsWith("replay done: 980 of 1,000 records, 20 rejected, 12,000/s")
        .hasLineCount(1);
  }

  @Test
  void barSaysWhatHoldsItUp() throws JsonProcessingException {
    assertThat(ReplayProgress.bar(replay("waiting", 480, "timeout: no answer")))
        .contains(" 50% 12,000/s, waiting, 3 s left", "(timeout: no answer)");
    assertThat(ReplayProgress.bar(replay("paused", 480, ""))).contains(", paused, ");
  }

  @Test
  void barNeverWraps() throws JsonProcessingException {
    ReplayProgress progress = new ReplayProgress(out, false, 60);
    progress.show(replay("waiting", 480, "a long story ".repeat(20)));
    assertThat(written.toString()).startsWith(CLEAR + "[===").hasSize(CLEAR.length() + 59);
  }

  @Test
  void othersGetLinesOfTextOrJson() throws JsonProcessingException {
    ReplayProgress text = ReplayProgress.on(out, false, false);
    text.show(replay("running", 480, ""));
    text.end(replay("done", 980, ""));
    assertThat(written.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("replay ") && !line.contains("\033"));
    assertThat(text.everyMillis()).isEqualTo(1_000);
    written.getBuffer().setLength(0);
    ReplayProgress json = ReplayProgress.on(out, true, true);
    json.show(replay("running", 480, ""));
    json.end(replay("done", 980, ""));
    String[] lines = written.toString().split("\n");
    assertThat(lines).hasSize(2);
    assertThat(Json.parse(lines[0])).isEqualTo(replay("running", 480, ""));
  }
}
