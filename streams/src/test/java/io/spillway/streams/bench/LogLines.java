package io.spillway.streams.bench;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Kinds of log lines that rules are measured on, each with the rule that reads it. */
enum LogLines {
  /** 203 bytes, 12 fields. */
  NGINX(NginxLines.RULE) {
    @Override
    String line(int i) {
      return NginxLines.line(i);
    }
  },

  /** A load balancer's, 400 bytes, 23 fields. */
  BALANCER(
      "rule balancer { (chars:type, time_3339:time, chars:elb, ip:client\\:, port:client_port,"
          + " ip:target\\:, port:target_port, float:request_s, float:target_s, float:response_s,"
          + " http/status:elb_status, http/status:target_status, digit:received, digit:sent,"
          + " http/request:request\", http/agent:agent\", chars:cipher, chars:protocol,"
          + " chars:group, chars:trace\", chars:domain\", chars:cert\", digit:priority) }") {
    @Override
    String line(int i) {
      return String.format(
          Locale.ROOT,
          "https 2025-08-06T12:%02d:%02d.%06dZ app/shop-front/50dc6c495c0c9188 10.%d.%d.7:%d"
              + " 192.168.%d.12:8443 0.00%d 0.0%d 0.000 %d %d %d %d \"GET"
              + " https://shop.example.com:443/api/v1/orders/%d?page=2 HTTP/1.1\" \"curl/8.5.0"
              + " (x86_64-linux)\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 targetgroup/orders/73e2d6"
              + " \"Root=1-58337262-36d228ad5d99923122bbe354\" \"shop.example.com\""
              + " \"cert-12345678-90ab\" %d",
          i / 60 % 60,
          i % 60,
          i * 7919 % 1_000_000,
          i % 250,
          i * 7 % 250,
          1024 + i,
          i % 200,
          i % 10,
          i % 90,
          200 + i % 5,
          200 + i % 7,
          300 + i,
          1000 + i * 37,
          i * 31,
          i % 9);
    }
  },

  /** A firewall's list of pairs, 1 KB, 60 pairs. */
  FIREWALL("rule firewall { (kvarr(time@eventtime, ip@srcip, ip@dstip)\\s) }") {
    @Override
    String line(int i) {
      StringBuilder line = new StringBuilder();
      line.append("date=2025-08-06 eventtime=\"2025-08-06 12:00:")
          .append(String.format(Locale.ROOT, "%02d", i % 60))
          .append("\" devname=\"edge-fw-07\" devid=\"FGT60E4Q16000")
          .append(100 + i % 900)
          .append("\" logid=\"0000000013\" type=\"traffic\" level=\"notice\" srcip=10.1.")
          .append(i % 250)
          .append(".7 srcport=")
          .append(1024 + i)
          .append(" dstip=203.0.113.")
          .append(i % 250)
          .append(" dstport=443 proto=6 action=\"accept\" policyid=")
          .append(i % 40)
          .append(" service=\"HTTPS\"");
      for (int k = 0; line.length() < 1000; k++) {
        line.append(" field").append(k).append('=');
        if (k % 3 == 0) {
          line.append(i * 31 + k);
        } else {
          line.append(k % 3 == 1 ? "\"some text of a field\"" : "plain-word");
        }
      }
      return line.toString();
    }
  },

  /** An object of 1 KB, 25 members, two levels. */
  JSON_1K("rule json { (json(time@time, ip@client/ip)) }") {
    @Override
    String line(int i) {
      return json(i, 1000);
    }
  },

  /** An object of 3.5 KB. */
  JSON_3K5("rule json { (json(time@time, ip@client/ip)) }") {
    @Override
    String line(int i) {
      return json(i, 3500);
    }
  };

  final String rule;

  LogLines(String rule) {
    this.rule = rule;
  }

  abstract String line(int i);

  private static String json(int i, int length) {
    StringBuilder line =
        new StringBuilder("{\"time\":\"2025-08-06T12:00:00.").append(100 + i % 900);
    line.append("Z\",\"level\":\"info\",\"client\":{\"ip\":\"10.0.0.").append(i % 250);
    line.append("\",\"port\":").append(1024 + i).append(",\"agent\":\"curl/8.5.0\"},\"ok\":true");
    for (int k = 0; line.length() < length - 2; k++) {
      line.append(",\"section").append(k).append("\":{\"name\":\"some text of member ").append(k);
      line.append("\",\"count\":").append(i * 31 + k).append(",\"ratio\":0.").append(1 + i % 9);
      line.append(",\"flags\":[true,null,\"x\"],\"message\":\"request accepted for customer ");
      line.append(i).append(" in time\"}");
    }
    return line.append('}').toString();
  }

  /** A batch of {@code count} lines. */
  Batch batch(int count) {
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
