package io.spillway.streams.sink.file;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How rotated files are kept. */
public enum Compression {
  NONE(""),
  GZIP(".gz"),
  ZSTD(".zst");

  private static final int BUFFER = 64 << 10;

  private final String suffix;

  Compression(String suffix) {
    this.suffix = suffix;
  }

  /** What a compressed file's name ends with. */
  String suffix() {
    return suffix;
  }

  /** By what a file's name says. */
  static Compression bySuffix(String suffix) {
    return GZIP.suffix.equals(suffix) ? GZIP : ZSTD.suffix.equals(suffix) ? ZSTD : NONE;
  }

  /** What was compressed. */
  InputStream of(InputStream from) throws IOException {
    return switch (this) {
      case NONE -> from;
      case GZIP -> new GZIPInputStream(from, BUFFER);
      case ZSTD -> new ZstdInputStream(from);
    };
  }

  /** Compresses what is written; closing ends the format and closes {@code to}. */
  OutputStream over(OutputStream to) throws IOException {
    return switch (this) {
      case NONE -> to;
      case GZIP -> new GZIPOutputStream(to, BUFFER);
      case ZSTD -> new ZstdOutputStream(to);
    };
  }
}
