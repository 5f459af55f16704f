package io.spillway.streams.rescue;

import io.spillway.streams.event.Names;
import io.spillway.streams.flow.Share;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a rescue file back as shares, up to 1 MiB of lines at a time: one share for each run of
 * lines of one origin and kind. Empty and bad lines are counted and passed over. One thread.
 */
public final class ReplayReader implements Closeable {
  private static final int AT_ONCE = 1 << 20;

  private final RescueLines lines;
  private final RescueLine line = new RescueLine();
  private final RestoredBatch batch;

  /**
   * Reads from that offset on.
   *
   * @param names field names of the rules there are now
   */
  public ReplayReader(Path file, long offset, Names names) throws IOException {
    this.lines = new RescueLines(file, offset, AT_ONCE);
    this.batch = new RestoredBatch(names);
  }

  /**
   * Some lines.
   *
   * @param records how many there are in the shares
   * @param endOffset offset in the file behind them
   * @param bad lines whose CRC does not hold
   * @param empty lines with nothing in them
   */
  public record Chunk(List<Share> shares, int records, long endOffset, int bad, int empty) {
    public Chunk {
      shares = List.copyOf(shares);
    }
  }

  /** The next lines; no share and the same end offset at the end of the file. */
  public Chunk next() throws IOException {
    List<Share> shares = new ArrayList<>();
    int records = 0;
    int bad = 0;
    int empty = 0;
    if (lines.next()) {
      while (lines.line()) {
        if (lines.start() == lines.end()) {
          empty++;
        } else if (!line.read(lines.bytes(), lines.start(), lines.end())) {
          bad++;
        } else {
          if (!batch.fits(line)) {
            shares.add(batch.share());
          }
          batch.add(line);
          records++;
        }
      }
      if (!batch.isEmpty()) {
        shares.add(batch.share());
      }
    }
    return new Chunk(shares, records, lines.endOffset(), bad, empty);
  }

  /** Bytes behind the last whole line. */
  public int rest() {
    return lines.rest();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
