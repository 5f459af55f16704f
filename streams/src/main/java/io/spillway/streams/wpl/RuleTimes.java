package io.spillway.streams.wpl;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * How long rules take on lines, on the thread that asks: lines are sorted by the rule that reads
 * them, and each rule's lines are measured by themselves, with all rules. Behind {@code spillway
 * rule bench}.
 *
 * @param bytes of the lines, with the line ends between those of one rule
 * @param shares what each rule's lines take, the most time first; missed ones under no name
 */
public record RuleTimes(long lines, long bytes, List<Share> shares) {
  private static final Origin NOWHERE = new Origin("", "", "", "", 0);
  private static final int BATCH_BYTES = 32 << 10;
  private static final double SECOND = 1e9;

  /**
   * The lines that one rule reads.
   *
   * @param rule its full name, empty for lines that no rule reads
   * @param nanosPerPass what all its lines take once
   */
  public record Share(String rule, long lines, long bytes, double nanosPerPass) {}

  public RuleTimes {
    shares = List.copyOf(shares);
  }

  /** Measures for {@code time}, after as long to warm up. Lines end with LF or CR LF. */
  public static RuleTimes measure(RuleSet rules, byte[] lines, Duration time) {
    TreeMap<Integer, List<Batch>> byRule = byRule(rules, lines);
    Matcher matcher = rules.matcher();
    List<Share> shares = new ArrayList<>();
    long each = time.toNanos() / Math.max(1, byRule.size());
    byRule.values().forEach(batches -> nanosPerPass(matcher, batches, each));
    byRule.forEach(
        (rule, batches) -> {
          long count = batches.stream().mapToLong(Batch::count).sum();
          long bytes = batches.stream().mapToLong(Batch::bytes).sum();
          String name = rule == Events.MISSED ? "" : rules.names().get(rule);
          shares.add(new Share(name, count, bytes, nanosPerPass(matcher, batches, each)));
        });
    shares.sort(Comparator.comparingDouble(Share::nanosPerPass).reversed());
    return new RuleTimes(
        shares.stream().mapToLong(Share::lines).sum(),
        shares.stream().mapToLong(Share::bytes).sum(),
        shares);
  }

  /** What all lines take once. */
  public double nanosPerPass() {
    return shares.stream().mapToDouble(Share::nanosPerPass).sum();
  }

  public double linesPerSecond() {
    return lines * SECOND / nanosPerPass();
  }

  public double bytesPerSecond() {
    return bytes * SECOND / nanosPerPass();
  }

  private static double nanosPerPass(Matcher matcher, List<Batch> batches, long nanos) {
    long start = System.nanoTime();
    long passes = 0;
    long taken;
    do {
      batches.forEach(matcher::match);
      passes++;
      taken = System.nanoTime() - start;
    } while (taken < nanos);
    return (double) taken / passes;
  }

  private static TreeMap<Integer, List<Batch>> byRule(RuleSet rules, byte[] lines) {
    Matcher matcher = rules.matcher();
    TreeMap<Integer, List<int[]>> spans = new TreeMap<>();
    int start = 0;
    while (start < lines.length) {
      int newline = Bytes.indexOf(lines, start, lines.length, (byte) '\n');
      int end = newline < 0 ? lines.length : newline;
      int stop = end > start && lines[end - 1] == '\r' ? end - 1 : end;
      int[] span = {start, stop};
      int rule = matcher.match(batch(lines, List.of(span))).rule(0);
      spans.computeIfAbsent(rule, number -> new ArrayList<>()).add(span);
      start = end + 1;
    }
    TreeMap<Integer, List<Batch>> batches = new TreeMap<>();
    spans.forEach((rule, all) -> batches.put(rule, batches(lines, all)));
    return batches;
  }

  private static List<Batch> batches(byte[] lines, List<int[]> spans) {
    List<Batch> batches = new ArrayList<>();
    List<int[]> some = new ArrayList<>();
    int bytes = 0;
    for (int[] span : spans) {
      some.add(span);
      bytes += span[1] - span[0];
      if (bytes >= BATCH_BYTES) {
        batches.add(batch(lines, some));
        some.clear();
        bytes = 0;
      }
    }
    if (!some.isEmpty()) {
      batches.add(batch(lines, some));
    }
    return batches;
  }

  /** A batch with a slab of its own, as a node has it. */
  private static Batch batch(byte[] lines, List<int[]> spans) {
    int length = spans.stream().mapToInt(span -> span[1] - span[0] + 1).sum();
    byte[] slab = new byte[length];
    int[] bounds = new int[2 * spans.size()];
    int at = 0;
    for (int i = 0; i < spans.size(); i++) {
      int[] span = spans.get(i);
      System.arraycopy(lines, span[0], slab, at, span[1] - span[0]);
      bounds[2 * i] = at;
      bounds[2 * i + 1] = at + span[1] - span[0];
      at += span[1] - span[0] + 1;
    }
    Settlement unowed = new Settlement(() -> {});
    return new Batch(NOWHERE, slab, bounds, spans.size(), 0, false, 0, unowed);
  }
}
