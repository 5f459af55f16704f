package io.spillway.app.gen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** What {@code spillway gen} was told: what to send, where to, and how fast. */
public final class Traffic {
  /** Most connections of which lines can carry the mark. */
  public static final int MOST_MARKED = 100;

  private static final int MOST_SAMPLES = 100_000;

  private final Plan plan;
  private final int connections;
  private final boolean marked;
  private final IntFunction<String> line;
  private final int lines;
  private final SendLog log;

  private Traffic(
      Plan plan,
      int connections,
      boolean marked,
      int lines,
      IntFunction<String> line,
      SendLog log) {
    this.log = log;
    this.plan = plan;
    this.connections = connections;
    this.marked = marked;
    this.line = line;
    this.lines = (lines + Block.THOUSAND - 1) / Block.THOUSAND * Block.THOUSAND;
  }

  /** Lines of a built-in kind. */
  public static Traffic of(Kind kind, Plan plan, int connections, boolean marked) {
    String mark = marked ? Block.MARK : "";
    return new Traffic(
        plan, connections, marked, Block.THOUSAND, i -> kind.line(i, mark), SendLog.NONE);
  }

  /** The lines of a text, over and over; a mark goes behind each. */
  public static Traffic of(List<String> samples, Plan plan, int connections, boolean marked) {
    String mark = marked ? " " + Block.MARK : "";
    int lines = Math.min(samples.size(), MOST_SAMPLES);
    return new Traffic(
        plan,
        connections,
        marked,
        lines,
        i -> samples.get(i % samples.size()) + mark,
        SendLog.NONE);
  }

  /** The same, with a log of each send. */
  public Traffic logging(SendLog to) {
    return new Traffic(plan, connections, marked, lines, line, to);
  }

  /** Sends over TCP, each line ended by a newline or preceded by its length. */
  public Sent tcp(InetSocketAddress to, boolean octetCounted, Consumer<Sent> progress)
      throws IOException {
    List<Outlet> outlets = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      outlets.add(new TcpOutlet(to));
    }
    return run(
        outlets, octetCounted ? Block.Framing.OCTET_COUNTED : Block.Framing.NEWLINE, progress);
  }

  /** Sends each line as a datagram. */
  public Sent udp(InetSocketAddress to, Consumer<Sent> progress) throws IOException {
    List<Outlet> outlets = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      outlets.add(new UdpOutlet(to));
    }
    return run(outlets, Block.Framing.NEWLINE, progress);
  }

  /** Appends to a file. */
  public Sent file(Path file, Consumer<Sent> progress) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    List<Outlet> outlets = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      outlets.add(new FileOutlet(channel));
    }
    return run(outlets, Block.Framing.NEWLINE, progress);
  }

  private Sent run(List<Outlet> outlets, Block.Framing framing, Consumer<Sent> progress)
      throws IOException {
    Block shared = Block.render(lines, line, framing, marked, 0);
    List<Sending> sendings = new ArrayList<>();
    for (int i = 0; i < outlets.size(); i++) {
      Block block = marked && i > 0 ? Block.render(lines, line, framing, true, i) : shared;
      sendings.add(new Sending(outlets.get(i), block, marked, i, log));
    }
    return new Generator(plan, sendings, progress).run();
  }
}
