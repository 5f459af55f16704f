package io.spillway.streams.rescue;

import io.spillway.streams.flow.Share;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a rescue file back as shares, up to 1 MiB of lines at a time: one share for each run of
 * lines of one origin, kind and time. Empty and bad lines are counted and passed over. One thread.
 */
public final class ReplayReader implements Closeable {
  private static final int AT_ONCE = 1 << 20;

  private final RescueLines lines;
  private final RescueLine line = new RescueLine();
  private final RestoredBatch batch = new RestoredBatch();
  private boolean inBuffer;
  private long end;

  /** Reads from that offset on. */
  public ReplayReader(Path file, long offset) throws IOException {
    this.lines = new RescueLines(file, offset, AT_ONCE);
    this.end = offset;
  }

  /**
   * Some lines.
   *
   * @param records how many there are in the shares
   * @param offset in the file of the reader's bytes
   * @param endOffset in the file, behind them
   * @param bad lines whose CRC does not hold
   * @param empty lines with nothing in them
   * @param lines start and end of each record's line in the reader's {@link #bytes}, until the next
   *     call
   */
  public record Chunk(
      List<Share> shares,
      int records,
      long offset,
      long endOffset,
      int bad,
      int empty,
      int[] lines) {
    public Chunk {
      shares = List.copyOf(shares);
    }

    /** Offset in the file behind that record's line. */
    public long endOf(int record) {
      return offset + lines[2 * record + 1] + 1;
    }

    /** Whether there was nothing more to read. */
    public boolean isEnd() {
      return records + bad + empty == 0;
    }
  }

  /** The next lines, at most so many records; at the end of the file there are none. */
  public Chunk next(int mostRecords) throws IOException {
    List<Share> shares = new ArrayList<>();
    int[] places = new int[64];
    int records = 0;
    int bad = 0;
    int empty = 0;
    inBuffer = inBuffer || lines.next();
    while (inBuffer && records < mostRecords) {
      if (!lines.line()) {
        inBuffer = false;
        break;
      }
      end = lines.lineOffset() + lines.end() - lines.start() + 1;
      if (lines.start() == lines.end()) {
        empty++;
      } else if (!line.read(lines.bytes(), lines.start(), lines.end())) {
        bad++;
      } else {
        if (!batch.fits(line)) {
          shares.add(batch.share());
        }
        batch.add(line);
        if (places.length == 2 * records) {
          places = Arrays.copyOf(places, 4 * records);
        }
        places[2 * records] = lines.start();
        places[2 * records + 1] = lines.end();
        records++;
      }
    }
    if (!batch.isEmpty()) {
      shares.add(batch.share());
    }
    if (records + bad + empty == 0 && lines.next()) { // the buffer at hand had just ended
      inBuffer = true;
      return next(mostRecords);
    }
    return new Chunk(
        shares, records, lines.offset(), end, bad, empty, Arrays.copyOf(places, 2 * records));
  }

  /** What a chunk's lines lie in. */
  public byte[] bytes() {
    return lines.bytes();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
