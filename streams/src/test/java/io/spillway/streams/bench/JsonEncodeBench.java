package io.spillway.streams.bench;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.encode.JsonEncoder;
import io.spillway.streams.encode.Tags;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import io.spillway.streams.flow.Share;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.RescueEncoder;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.sink.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds and bytes allocated per nginx access line of 300 bytes and 12 fields, as JSON and as
 * rescue lines.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JsonEncodeBench {
  private static final int RECORDS = 800;
  private static final String[] NAMES = {
    "remote_addr",
    "remote_user",
    "time",
    "method",
    "path",
    "protocol",
    "status",
    "bytes",
    "referer",
    "user_agent",
    "request_time",
    "host"
  };
  private static final FieldType[] TYPES = {
    FieldType.IP,
    FieldType.TEXT,
    FieldType.TIME,
    FieldType.TEXT,
    FieldType.TEXT,
    FieldType.TEXT,
    FieldType.NUMBER,
    FieldType.NUMBER,
    FieldType.TEXT,
    FieldType.TEXT,
    FieldType.NUMBER,
    FieldType.TEXT
  };

  private final JsonEncoder encoder = new JsonEncoder(Tags.NONE, n -> {});
  private final RescueEncoder rescue = new RescueEncoder("out", encoder);
  private List<Share> shares = List.of();

  @Setup
  public void build() {
    List<String> lines = new ArrayList<>();
    List<String[]> values = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      String[] value = {
        "203.0.113." + i % 250,
        "-",
        "2026-01-31T12:00:00+00:00",
        "GET",
        "/catalog/items/" + i + "/details?ref=home&session=8f3a2c",
        "HTTP/1.1",
        i % 10 == 0 ? "404" : "200",
        Integer.toString(1000 + i),
        "https://www.example.com/catalog/index.html",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0",
        "0.0" + i,
        "www.example.com"
      };
      values.add(value);
      lines.add(String.join(" ", value));
    }
    Batch batch = TestBatches.batch(new Settlement(() -> {}), lines);
    Names names = new Names();
    Events events = new Events(batch, names, new byte[0], RECORDS * NAMES.length, 0);
    for (int i = 0; i < RECORDS; i++) {
      int at = batch.start(i);
      for (int field = 0; field < NAMES.length; field++) {
        int length = values.get(i)[field].getBytes(StandardCharsets.ISO_8859_1).length;
        events.add(names.intern(NAMES[field]), TYPES[field], Events.IN_SLAB, at, at + length);
        at += length + 1;
      }
      events.parsed(0);
    }
    shares = List.of(new Share(events, Share.Kind.EVENT, null));
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public Outgoing encode() {
    return encoder.encode(shares);
  }

  /** The same lines as rescue lines. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public RescueGroup rescue() {
    rescue.clear();
    rescue.add(shares.get(0), 0, RECORDS, Reason.TIMEOUT, 8, "");
    return rescue.group(RescueGroup.Place.RESCUED, false);
  }
}
