package io.spillway.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.app.gen.Kind;
import io.spillway.app.gen.Plan;
import io.spillway.app.gen.Profile;
import io.spillway.app.gen.Sent;
import io.spillway.app.gen.Traffic;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes log traffic, to try a configuration or to load a node. */
@Command(
    name = "gen",
    description = "Send generated or sample lines over TCP, UDP or to a file.",
    footer = {
      "",
      "Ends with 1 if a connection broke; then says which line was the last it wrote.",
      "",
      "Examples:",
      "  spillway gen tcp://127.0.0.1:5140 --count 200000",
      "  spillway gen tcp://127.0.0.1:5140 --kind rfc5424 --octet-counted -n 1m --connections 4",
      "  spillway gen udp://127.0.0.1:5140 --kind rfc3164 --rate 5000 --duration 60s",
      "  spillway gen access.log --samples old.log --count 1m --mark",
      "  spillway gen tcp://127.0.0.1:5140 --rate 20k --profile sine --period 30s --duration 5m"
    })
final class GenCommand implements Callable<Integer> {
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "TARGET",
      description = "tcp://HOST:PORT, udp://HOST:PORT, or a file to append to.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String target;

  @Option(
      names = {"-k", "--kind"},
      defaultValue = "nginx",
      description = "What lines look like: ${COMPLETION-CANDIDATES}. Default: nginx.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Kind kind;

  @Option(
      names = "--samples",
      paramLabel = "FILE",
      description = "Send the lines of this file instead, over and over.")
  private @Nullable Path samples;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "LINES",
      converter = Quantities.Count.class,
      description = "How many lines in all; 200k and 1m are fine.")
  private @Nullable Long count;

  @Option(
      names = {"-d", "--duration"},
      paramLabel = "TIME",
      converter = Quantities.Time.class,
      description = "How long, as 90s or 5m. Without count and duration: until stopped.")
  private @Nullable Duration duration;

  @Option(
      names = {"-r", "--rate"},
      paramLabel = "LINES",
      converter = Quantities.Count.class,
      description = "Lines per second in all. Without it: as fast as they are taken.")
  private @Nullable Long rate;

  @Option(
      names = "--profile",
      defaultValue = "constant",
      description = "How the rate goes: ${COMPLETION-CANDIDATES}. Default: constant.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Profile profile;

  @Option(
      names = "--period",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Quantities.Time.class,
      description = "Of ramp, burst, sine and each step. Default: 10s.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Duration period;

  @Option(
      names = {"--connections"},
      defaultValue = "1",
      description = "How many connections share the lines. Default: 1.")
  private int connections;

  @Option(names = "--octet-counted", description = "Over TCP: frame as RFC 6587 says.")
  private boolean octetCounted;

  @Option(
      names = "--mark",
      description = "Each line carries its connection and sequence, as cid03s0000012345.")
  private boolean mark;

  @Option(
      names = "--log-sends",
      description =
          "Write to standard error, for each send, its connection, the offset of its first byte"
              + " (seq), its records and bytes.")
  private boolean logSends;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "Write \"conn N LINES\" per connection: the lines it wrote completely.")
  private @Nullable Path state;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (connections < 1 || (mark && connections > Traffic.MOST_MARKED)) {
      throw wrong("--connections must be at least 1, and at most 100 with --mark");
    }
    if (rate == null && profile != Profile.CONSTANT) {
      throw wrong("--profile needs --rate");
    }
    try (Interrupt interrupt = Interrupt.watch()) {
      Traffic traffic = traffic(interrupt);
      return report(send(logSends ? traffic.logging(this::logSend) : traffic));
    }
  }

  private void logSend(int connection, long seq, long records, long bytes) {
    spec.commandLine()
        .getErr()
        .println(
            "DEBUG data.gen sent connection="
                + connection
                + " seq="
                + seq
                + " records="
                + records
                + " bytes="
                + bytes);
  }

  private int report(Sent sent) throws IOException {
    if (Terminal.isError()) {
      spec.commandLine().getErr().print("\r\u001b[K");
      spec.commandLine().getErr().flush();
    }
    writeState(sent);
    print(sent);
    spec.commandLine().getOut().flush();
    return sent.broken().stream().allMatch(String::isEmpty) ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private Traffic traffic(Interrupt interrupt) throws IOException {
    Plan plan =
        new Plan(
            count == null ? OptionalLong.empty() : OptionalLong.of(count),
            Optional.ofNullable(duration),
            rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
            profile,
            period,
            interrupt::came);
    if (samples == null) {
      return Traffic.of(kind, plan, connections, mark);
    }
    if (!Files.isReadable(samples)) {
      throw wrong("can't read " + samples);
    }
    List<String> lines = Files.readAllLines(samples);
    if (lines.isEmpty()) {
      throw wrong(samples + " is empty");
    }
    return Traffic.of(lines, plan, connections, mark);
  }

  private Sent send(Traffic traffic) throws IOException {
    if (!target.contains("://")) {
      return traffic.file(Path.of(target), this::progress);
    }
    URI uri = address();
    InetSocketAddress to = new InetSocketAddress(uri.getHost(), uri.getPort());
    try {
      return "tcp".equals(uri.getScheme())
          ? traffic.tcp(to, octetCounted, this::progress)
          : traffic.udp(to, this::progress);
    } catch (java.net.ConnectException refused) {
      throw new CommandFailure(
          ExitStatus.UNAVAILABLE, "can't connect to " + target + ": " + refused.getMessage());
    }
  }

  private URI address() {
    try {
      URI uri = URI.create(target);
      boolean known = "tcp".equals(uri.getScheme()) || "udp".equals(uri.getScheme());
      if (known && uri.getHost() != null && uri.getPort() > 0) {
        return uri;
      }
    } catch (IllegalArgumentException notAnAddress) {
      throw wrong(target + " is not tcp://HOST:PORT or udp://HOST:PORT");
    }
    throw wrong(target + " is not tcp://HOST:PORT or udp://HOST:PORT");
  }

  private void progress(Sent sent) {
    if (Terminal.isError() && !json.isSet()) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          Locale.ROOT,
          "\r\u001b[K%,d lines, %,.0f lines/s, %.0f s",
          sent.lines(),
          sent.linesPerSecond(),
          sent.seconds());
      err.flush();
    }
  }

  private void writeState(Sent sent) throws IOException {
    if (state == null) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sent.perConnection().size(); i++) {
      text.append("conn ").append(i).append(' ').append(sent.perConnection().get(i)).append('\n');
    }
    Files.writeString(state, text);
  }

  private void print(Sent sent) {
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(asJson(sent));
      return;
    }
    out.printf(
        Locale.ROOT,
        "sent %,d lines, %,d bytes in %.3f s: %,.0f lines/s, %.1f MB/s%n",
        sent.lines(),
        sent.bytes(),
        sent.seconds(),
        sent.linesPerSecond(),
        sent.bytes() / sent.seconds() / 1e6);
    for (int i = 0; i < sent.broken().size(); i++) {
      if (!sent.broken().get(i).isEmpty()) {
        out.printf(
            "connection %d broke (%s); last line fully written: %d%n",
            i, sent.broken().get(i), sent.perConnection().get(i) - 1);
      }
    }
  }

  private static ObjectNode asJson(Sent sent) {
    ObjectNode object = Json.object().put("lines", sent.lines()).put("bytes", sent.bytes());
    object.put("seconds", sent.seconds()).put("lines_per_second", sent.linesPerSecond());
    ArrayNode each = object.putArray("connections");
    for (int i = 0; i < sent.broken().size(); i++) {
      ObjectNode one = each.addObject().put("connection", i);
      one.put("lines", sent.perConnection().get(i)).put("last", sent.perConnection().get(i) - 1);
      one.put("broken", sent.broken().get(i));
    }
    return object;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
