package io.spillway.app.gen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockTest {
  private static List<String> lines(Block block) {
    ByteBuffer view = block.view();
    byte[] bytes = new byte[view.remaining()];
    view.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void numbersLinesAcrossRounds() {
    Block block = Block.render(2000, i -> "x " + Block.MARK, Block.Framing.NEWLINE, true, 7);
    block.number(4000);
    assertThat(lines(block)).startsWith("x cid07s0000004000", "x cid07s0000004001");
    assertThat(lines(block)).endsWith("x cid07s0000005998", "x cid07s0000005999");
    block.number(9_876_542_000L);
    assertThat(lines(block)).startsWith("x cid07s9876542000");
  }

  @Test
  void knowsWhichLinesAreWhole() {
    Block block = Block.render(1000, i -> "abc", Block.Framing.NEWLINE, false, 0);
    assertThat(block.linesIn(0)).isZero();
    assertThat(block.linesIn(3)).isZero();
    assertThat(block.linesIn(4)).isEqualTo(1);
    assertThat(block.linesIn(7)).isEqualTo(1);
    assertThat(block.linesIn(block.bytes())).isEqualTo(1000);
  }

  @Test
  void countsOctetsNotCharacters() {
    Block block = Block.render(1000, i -> "é", Block.Framing.OCTET_COUNTED, false, 0);
    assertThat(lines(block).get(0)).startsWith("2 é2 é");
  }
}
