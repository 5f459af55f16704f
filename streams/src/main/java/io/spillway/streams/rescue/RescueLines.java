package io.spillway.streams.rescue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The lines of a rescue file, some at a time: {@link #next} brings whole lines, {@link #line} goes
 * through them. Holds as much as asked for, or one line if that is longer. One thread.
 */
public final class RescueLines implements Closeable {
  private final FileChannel channel;
  private final int atOnce;
  private byte[] bytes;

  /** Bytes read that lie before {@code wholeEnd} have been handed out or are whole lines. */
  private int length;

  private int wholeEnd;
  private int start;
  private int end;

  /** Offset in the file of {@code bytes[0]}. */
  private long offset;

  /** Opens a file to be read from that offset on, where a line begins. */
  public RescueLines(Path file, long offset, int atOnce) throws IOException {
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    this.atOnce = atOnce;
    this.offset = offset;
    this.bytes = new byte[atOnce];
    channel.position(offset);
  }

  /** Reads the next whole lines; false if there are none. What stands behind them is kept. */
  public boolean next() throws IOException {
    System.arraycopy(bytes, wholeEnd, bytes, 0, length - wholeEnd);
    offset += wholeEnd;
    length -= wholeEnd;
    wholeEnd = 0;
    start = 0;
    end = -1;
    if (bytes.length > atOnce && length < atOnce) {
      bytes = Arrays.copyOf(bytes, atOnce);
    }
    int searched = 0;
    do {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.multiplyExact(2, bytes.length));
      }
      int read = channel.read(ByteBuffer.wrap(bytes, length, bytes.length - length));
      if (read < 0) {
        break;
      }
      length += read;
      for (int i = length - 1; i >= searched && wholeEnd == 0; i--) {
        wholeEnd = bytes[i] == '\n' ? i + 1 : 0;
      }
      searched = length;
    } while (wholeEnd == 0);
    return wholeEnd > 0;
  }

  /** Moves to the next line of those read; false after the last. */
  public boolean line() {
    start = end + 1;
    if (start >= wholeEnd) {
      return false;
    }
    end = start;
    while (bytes[end] != '\n') {
      end++;
    }
    return true;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Where the line begins in {@link #bytes}. */
  public int start() {
    return start;
  }

  /** One past the line's last byte, where its line feed is. */
  public int end() {
    return end;
  }

  /** Offset in the file of the line's first byte. */
  public long lineOffset() {
    return offset + start;
  }

  /** Offset in the file of the first of {@link #bytes}. */
  public long offset() {
    return offset;
  }

  /** Offset in the file behind the lines read. */
  public long endOffset() {
    return offset + wholeEnd;
  }

  /** Bytes at the end of the file that are no whole line; known when {@link #next} says false. */
  public int rest() {
    return length - wholeEnd;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
