package io.spillway.streams.bench;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Access log lines like those of the load generator: 203 bytes on average, 12 fields. */
final class NginxLines {
  static final String RULE =
      "package nginx { rule access { (ip:client, _, _, time/clf:time<[,]>, http/request:request\","
          + " http/status:status, digit:bytes, chars:referer\", http/agent:agent\","
          + " chars:forwarded\") } }";

  private static final String[] IPS = {
    "1.2.3.4", "10.20.30.40", "192.168.101.77", "8.8.4.4", "203.0.113.250"
  };
  private static final String[] PATHS = {
    "/nginx-logo.png", "/api/v1/orders", "/index.html", "/static/js/app.min.js", "/poweredby.png"
  };
  private static final String[] AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101"
  };

  private NginxLines() {}

  static String line(int i) {
    int status = i % 20 == 7 ? 500 + (i / 20) % 5 : i % 10 == 3 ? 404 : i % 10 == 6 ? 304 : 200;
    return String.format(
        "%s - - [06/Aug/2025:12:%02d:%02d +0800] \"GET %s?t=cid00s%010d HTTP/1.1\" %d %d"
            + " \"http://%s.example.com/\" \"%s\" \"-\"",
        IPS[i % 5],
        (i / 60) % 60,
        i % 60,
        PATHS[(i / 3) % 5],
        i,
        status,
        100 + (i * 37) % 9000,
        i % 2 == 1 ? "www" : "shop",
        AGENTS[(i / 7) % 3]);
  }

  /** A batch of {@code count} lines. */
  static Batch batch(int count) {
    ByteArrayOutputStream slab = new ByteArrayOutputStream();
    int[] bounds = new int[2 * count];
    for (int i = 0; i < count; i++) {
      bounds[2 * i] = slab.size();
      slab.writeBytes(line(i).getBytes(StandardCharsets.US_ASCII));
      bounds[2 * i + 1] = slab.size();
      slab.write('\n');
    }
    return new Batch(
        new Origin("node", "tcp", "1/tcp/1", "127.0.0.1:1", 1),
        slab.toByteArray(),
        bounds,
        count,
        0,
        true,
        1_754_452_800_000L,
        new Settlement(() -> {}));
  }
}
