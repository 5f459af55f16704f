package io.spillway.streams.sink.file;

import io.spillway.streams.crash.CrashPoint;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ended files of one output: {@code FILE-YYYYMMDD-HHMMSS}, a second one of that second with
 * {@code _2}, in UTC, and {@code .gz} or {@code .zst} when compressed. Compressing writes aside,
 * fsyncs, renames, and only then deletes, so that whenever it ends one whole copy is there. Thread-
 * safe, slow work one at a time.
 */
final class RotatedFiles {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.sink.file");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String ASIDE = ".tmp";
  private static final int CHUNK = 64 << 10;

  private final Path file;
  private final RotationSettings settings;
  private final Pattern names;

  /** Held while a file is between two names, or a name is chosen: a listing could miss both. */
  private final Object naming = new Object();

  private String lastStamp = "";
  private int lastNumber;

  /** One rotated file: its name without what compression adds, its time and number. */
  private record Rotated(Path path, String plain, Instant time, int number) {}

  RotatedFiles(Path file, RotationSettings settings) {
    this.file = file;
    this.settings = settings;
    this.names = names(Pattern.quote(String.valueOf(file.getFileName())));
  }

  /**
   * Names of ended files of outputs that are called so: the name without what compression adds, the
   * stamp, its number, what compression adds, and {@link #ASIDE}.
   */
  static Pattern names(String output) {
    return Pattern.compile(
        "(" + output + "-(\\d{8}-\\d{6})(?:_(\\d{1,9}))?)(\\.gz|\\.zst|)(\\.tmp)?");
  }

  /** Whether a name that ends with this, digits for any digits, may be that of an ended file. */
  static boolean mayEndWith(String tail) {
    String end = tail.replaceAll("\\d", "0");
    List<String> ends = new ArrayList<>();
    for (int digits = 0; digits < 10; digits++) {
      String stamp = "-00000000-000000" + (digits == 0 ? "" : "_" + "0".repeat(digits));
      for (Compression each : Compression.values()) {
        ends.addAll(List.of(stamp + each.suffix(), stamp + each.suffix() + ASIDE));
      }
    }
    return ends.stream().anyMatch(each -> each.endsWith(end) || end.endsWith(each));
  }

  /** Gives the ended file its name; never one that is there in any form. */
  void rotate(long nowMillis) throws IOException {
    synchronized (naming) {
      String name = nextName(nowMillis);
      Files.move(file, file.resolveSibling(name));
      CrashPoint.ROTATED.pass();
      syncFolder();
      LOG.info("rotated path={} to={}", file, name);
    }
  }

  /** Behind all that were given before, also if the clock was set back. */
  private String nextName(long nowMillis) throws IOException {
    String now = STAMP.format(Instant.ofEpochMilli(nowMillis));
    int number = 1;
    if (now.compareTo(lastStamp) <= 0) {
      now = lastStamp;
      number = lastNumber + 1;
    }
    Set<String> taken = new HashSet<>();
    for (Rotated each : list(true)) {
      taken.add(each.plain());
    }
    String name = name(now, number);
    while (taken.contains(name)) {
      number++;
      name = name(now, number);
    }
    lastStamp = now;
    lastNumber = number;
    return name;
  }

  private String name(String stamp, int number) {
    return file.getFileName() + "-" + stamp + (number == 1 ? "" : "_" + number);
  }

  /** Compresses what is not compressed yet and deletes what is not to be kept. */
  synchronized void tidy(long nowMillis) {
    try {
      for (Rotated each : list(true)) {
        if (each.path().toString().endsWith(ASIDE)) {
          Files.deleteIfExists(each.path());
        }
      }
      if (settings.compression() != Compression.NONE) {
        for (Rotated each : list(false)) {
          if (each.path().endsWith(each.plain())) {
            compress(each.path());
          }
        }
      }
      retain(nowMillis);
    } catch (IOException e) { // what could not be done is done at the next rotation
      LOG.warn("can't tidy rotated files path={} detail=\"{}\"", file, Faults.detail(e));
    }
  }

  private void compress(Path from) throws IOException {
    String name = from.getFileName() + settings.compression().suffix();
    Path to = from.resolveSibling(name);
    Path aside = from.resolveSibling(name + ASIDE);
    long before = Files.size(from);
    if (!Files.exists(to)) { // else it was whole when it got its name
      try (FileChannel channel =
          FileChannel.open(
              aside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        OutputStream raw = Channels.newOutputStream(channel);
        copy(from, channel, raw);
      } catch (IOException e) {
        Files.deleteIfExists(aside);
        throw e;
      }
    } else if (!holdsTheSame(from, to)) {
      LOG.warn("not compressed, there is another file of that name path={} to={}", from, to);
      return;
    }
    synchronized (naming) {
      if (!Files.exists(to)) {
        Files.move(aside, to, StandardCopyOption.ATOMIC_MOVE);
        syncFolder();
      }
      CrashPoint.COMPRESSED.pass();
      Files.delete(from);
    }
    LOG.info("compressed path={} bytes={} compressed_bytes={}", to, before, Files.size(to));
  }

  /** Whether a kill came between the compressed file's name and the other's deletion. */
  private boolean holdsTheSame(Path plain, Path compressed) throws IOException {
    try (InputStream one = new BufferedInputStream(Files.newInputStream(plain));
        InputStream other = settings.compression().of(Files.newInputStream(compressed))) {
      byte[] a = one.readNBytes(CHUNK);
      byte[] b = other.readNBytes(CHUNK);
      while (a.length > 0 && Arrays.equals(a, b)) {
        a = one.readNBytes(CHUNK);
        b = other.readNBytes(CHUNK);
      }
      return Arrays.equals(a, b);
    }
  }

  private void copy(Path from, FileChannel channel, OutputStream raw) throws IOException {
    OutputStream unclosed =
        new java.io.FilterOutputStream(raw) {
          @Override
          public void write(byte[] bytes, int start, int length) throws IOException {
            out.write(bytes, start, length);
          }

          @Override
          public void close() throws IOException {
            flush();
          }
        };
    try (OutputStream compressed = settings.compression().over(unclosed)) {
      Files.copy(from, compressed);
    }
    channel.force(true);
  }

  private void retain(long nowMillis) throws IOException {
    List<Rotated> kept = list(false);
    int over = kept.size() - settings.keepFiles().orElse(Integer.MAX_VALUE);
    Instant oldest =
        settings.keepAge().map(Instant.ofEpochMilli(nowMillis)::minus).orElse(Instant.MIN);
    for (int i = 0; i < kept.size(); i++) {
      Rotated each = kept.get(i);
      if (i < over || each.time().isBefore(oldest)) {
        Files.deleteIfExists(each.path());
        LOG.info("deleted rotated path={} as keep-files or keep-age says", each.path());
      }
    }
  }

  /** Oldest first. */
  private List<Rotated> list(boolean withAside) throws IOException {
    List<Rotated> found = new ArrayList<>();
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return found;
    }
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Matcher name = names.matcher(String.valueOf(path.getFileName()));
        if (name.matches() && (withAside || name.group(5) == null)) {
          found.add(rotated(path, name));
        }
      }
    }
    found.sort(Comparator.comparing(Rotated::time).thenComparing(Rotated::number));
    return found;
  }

  private static Rotated rotated(Path path, Matcher name) {
    Instant time;
    try {
      time = LocalDateTime.parse(name.group(2), STAMP).toInstant(ZoneOffset.UTC);
    } catch (java.time.DateTimeException notOurs) { // digits that are no time: as if just made
      time = Instant.MAX;
    }
    int number = name.group(3) == null ? 1 : Integer.parseInt(name.group(3));
    return new Rotated(path, name.group(1), time, number);
  }

  private void syncFolder() throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
