package io.spillway.streams.sink.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.sink.AppendIntent;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.file.WholeAppend.Found;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeAppendTest {
  private static final String BEFORE = "before\n";
  private static final Outgoing RECORDS = Records.of("first", "second", "third");
  private static final byte[] BYTES = "first\nsecond\nthird\n".getBytes(StandardCharsets.UTF_8);

  private final Path file;
  private AppendIntent intent = new AppendIntent(Path.of("/"), 0, 0, 0, 0);

  WholeAppendTest(@TempDir Path folder) {
    this.file = folder.resolve("out.log");
  }

  @BeforeEach
  void intend() throws IOException {
    Files.writeString(file, BEFORE);
    intent = WholeAppend.intent(file, BEFORE.length(), RECORDS);
  }

  private void append(byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.APPEND);
  }

  @Test
  void takesBackWhatIsNotAllThereWhereverItWasCut() throws IOException {
    for (int length = 0; length < BYTES.length; length++) {
      append(Arrays.copyOf(BYTES, length));
      assertThat(WholeAppend.settle(intent))
          .isEqualTo(length == 0 ? Found.NOTHING : Found.CUT_BACK);
      assertThat(file).hasContent(BEFORE);
    }
  }

  @Test
  void findsWhatIsThere() throws IOException {
    append(BYTES);
    assertThat(WholeAppend.settle(intent)).isEqualTo(Found.WHOLE);
    append(new byte[] {'x', '\n'});
    assertThat(WholeAppend.settle(intent)).isEqualTo(Found.WHOLE);
    assertThat(file).hasContent("before\nfirst\nsecond\nthird\nx\n");
  }

  @Test
  void takesBackBytesThatDidNotReachTheDisk() throws IOException {
    append(new byte[BYTES.length]);
    assertThat(WholeAppend.settle(intent)).isEqualTo(Found.CUT_BACK);
    assertThat(file).hasContent(BEFORE);
  }

  @Test
  void leavesWhatOthersWroteAlone() throws IOException {
    String other = "of somebody else, longer than what was to come\n";
    append(other.getBytes(StandardCharsets.UTF_8));
    assertThat(WholeAppend.settle(intent)).isEqualTo(Found.NOTHING);
    assertThat(file).hasContent(BEFORE + other);
  }

  @Test
  void leavesAnotherFileAtThePathAlone() throws IOException {
    append(BYTES);
    Files.move(file, file.resolveSibling("moved"));
    assertThat(WholeAppend.settle(intent)).isEqualTo(Found.NOTHING);
    Files.writeString(file, BEFORE + "another\n");
    assertThat(WholeAppend.settle(intent)).isEqualTo(Found.NOTHING);
    assertThat(file).hasContent(BEFORE + "another\n");
  }

  @Test
  void leavesAFileThatLostItsEndAlone() throws IOException {
    Files.writeString(file, "bef");
    assertThat(WholeAppend.settle(intent)).isEqualTo(Found.NOTHING);
    assertThat(file).hasContent("bef");
  }
}
