package io.spillway.app.gen;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What {@code spillway gen} was told: what to send, where to, and how fast. */
public final class Traffic {
  /** Most connections of which lines can carry the mark. */
  public static final int MOST_MARKED = 100;

  private final Lines lines;
  private final Plan plan;
  private final int connections;
  private final boolean marked;
  private final SendLog log;

  /** Without a log. */
  Traffic(Lines lines, Plan plan, int connections, boolean marked) {
    this(lines, plan, connections, marked, SendLog.NONE);
  }

  /**
   * What to send, and how.
   *
   * @param connections that share the lines
   * @param marked whether lines carry {@link Lines#MARK}
   * @param log told of each send
   */
  public Traffic(Lines lines, Plan plan, int connections, boolean marked, SendLog log) {
    this.lines = lines;
    this.plan = plan;
    this.connections = connections;
    this.marked = marked;
    this.log = log;
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

  /** Appends to a file, and to the next one of that name when it is rotated. */
  public Sent file(Path file, Consumer<Sent> progress) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    GrowingFile growing = new GrowingFile(file);
    List<Outlet> outlets = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      outlets.add(new FileOutlet(growing));
    }
    return run(outlets, Block.Framing.NEWLINE, progress);
  }

  /** Writes to a stream that others close. */
  public Sent stream(OutputStream out) throws IOException {
    return run(List.of(new StreamOutlet(out)), Block.Framing.NEWLINE, sent -> {});
  }

  private Sent run(List<Outlet> outlets, Block.Framing framing, Consumer<Sent> progress)
      throws IOException {
    Block shared = render(framing, 0);
    List<Sending> sendings = new ArrayList<>();
    for (int i = 0; i < outlets.size(); i++) {
      Block block = marked && i > 0 ? render(framing, i) : shared;
      sendings.add(new Sending(outlets.get(i), block, marked, i, log));
    }
    return new Generator(plan, sendings, progress).run();
  }

  private Block render(Block.Framing framing, int connection) {
    int thousands = (lines.count() + Block.THOUSAND - 1) / Block.THOUSAND;
    return Block.render(thousands * Block.THOUSAND, lines.line(), framing, marked, connection);
  }
}
