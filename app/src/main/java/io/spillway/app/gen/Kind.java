package io.spillway.app.gen;

import io.spillway.streams.wpl.SampleWords;
import java.util.Locale;

/** Built-in kinds of log lines. Line {@code i} is always the same but for its mark. */
public enum Kind {
  NGINX {
    @Override
    String line(int i, String mark) {
      int status = i % 20 == 7 ? 500 + i / 20 % 5 : i % 10 == 3 ? 404 : i % 10 == 6 ? 304 : 200;
      return String.format(
          Locale.ROOT,
          "%s - - [06/Aug/2025:12:%02d:%02d +0800] \"GET %s?t=%s HTTP/1.1\" %d %d"
              + " \"http://%s.example.com/\" \"%s\" \"-\"",
          pick(ADDRESSES, i),
          i / 60 % 60,
          i % 60,
          pick(PATHS, i / 3),
          mark.isEmpty() ? Integer.toString(i, 36) : mark,
          status,
          100 + i * 37 % 9000,
          i % 2 == 0 ? "shop" : "www",
          pick(AGENTS, i / 7));
    }
  },
  KV {
    @Override
    String line(int i, String mark) {
      StringBuilder line = new StringBuilder(256);
      line.append(String.format(Locale.ROOT, "time=2025-08-06T12:%02d:%02dZ", i / 60 % 60, i % 60));
      line.append(" level=").append(i % 20 == 7 ? "error" : "info");
      line.append(" service=").append(pick(WORDS, i)).append(" client=").append(pick(ADDRESSES, i));
      line.append(" status=").append(i % 20 == 7 ? 503 : 200).append(" ms=").append(i * 31 % 997);
      line.append(" msg=\"").append(pick(WORDS, i * 7)).append(' ').append(pick(WORDS, i * 5 + 3));
      line.append('"');
      return mark.isEmpty() ? line.toString() : line.append(" mark=").append(mark).toString();
    }
  },
  RFC3164 {
    @Override
    String line(int i, String mark) {
      return words(
          i,
          String.format(
              Locale.ROOT,
              "<%d>Aug  6 12:%02d:%02d web-%02d orders[%d]: %s",
              128 + i % 8,
              i / 60 % 60,
              i % 60,
              i % 30,
              1000 + i % 400,
              mark));
    }
  },
  RFC5424 {
    @Override
    String line(int i, String mark) {
      return words(
          i,
          String.format(
              Locale.ROOT,
              "<%d>1 2025-08-06T12:%02d:%02d.%03d456+08:00 web-%02d.example.net orders %d REQ%d -"
                  + " %s",
              128 + i % 8,
              i / 60 % 60,
              i % 60,
              i % 1000,
              i % 30,
              1000 + i % 400,
              i % 9,
              mark));
    }
  },
  JSON {
    @Override
    String line(int i, String mark) {
      return String.format(
          Locale.ROOT,
          "{\"time\":\"2025-08-06T12:%02d:%02dZ\",\"level\":\"%s\",\"service\":\"%s\",\"mark\":\"%s\","
              + "\"client\":{\"addr\":\"%s\"},\"status\":%d,\"ms\":%d.%d,\"tags\":[\"%s\",\"%s\"]}",
          i / 60 % 60,
          i % 60,
          i % 20 == 7 ? "error" : "info",
          pick(WORDS, i),
          mark,
          pick(ADDRESSES, i),
          i % 20 == 7 ? 503 : 200,
          i * 31 % 997,
          i % 10,
          pick(WORDS, i * 7),
          pick(WORDS, i * 5 + 3));
    }
  };

  private static final String[] ADDRESSES = {
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
  private static final String[] WORDS = SampleWords.COMMON.toArray(new String[0]);

  /** The word people write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The line without its end; {@code mark} may be empty. */
  abstract String line(int i, String mark);

  private static String pick(String[] words, int i) {
    return words[i % words.length];
  }

  /** Fills a line with word=number up to a length that varies from 200 to 294 characters. */
  private static String words(int i, String head) {
    StringBuilder line = new StringBuilder(300).append(head);
    int target = 200 + i * 61 % 95;
    for (int j = 0; line.length() < target; j++) {
      line.append(line.charAt(line.length() - 1) == ' ' ? "" : " ").append(pick(WORDS, i * 7 + j));
      line.append('=').append((i * 31 + j * 17) % 997);
    }
    return line.toString();
  }
}
