package io.spillway.streams.encode;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Pieces of JSON lines that are made rarely enough to be plain: infra records, tags, keys. */
final class JsonOut {
  /** From here on text is measured, since most becomes hardly longer. */
  private static final int LARGE = 1 << 20;

  private JsonOut() {}

  /** Text as a JSON string; what is not UTF-8 is replaced. */
  static void text(OutBuffer out, byte[] utf8) {
    byte[] to = out.room(6 * utf8.length + 2);
    out.to(JsonText.write(utf8, 0, utf8.length, to, out.length()));
  }

  static void text(OutBuffer out, String text) {
    text(out, text.getBytes(StandardCharsets.UTF_8));
  }

  /** ASCII as it is. */
  static void plain(OutBuffer out, String ascii) {
    byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
    out.append(bytes, 0, bytes.length);
  }

  static void number(OutBuffer out, long value) {
    plain(out, Long.toString(value));
  }

  /** Bytes as they came: a string if they are UTF-8, else {@code {"b64":"..."}}. */
  static void exact(OutBuffer out, byte[] in, int start, int end) {
    long most = 6L * (end - start) + 2;
    long need = most > LARGE ? JsonText.length(in, start, end) : most;
    byte[] to = out.room(Math.toIntExact(need + PlainCopy.SLACK));
    long written = JsonText.writeCounting(in, start, end, to, out.length());
    if (JsonText.replaced(written) == 0) {
      out.to(JsonText.position(written));
      return;
    }
    byte[] part = java.util.Arrays.copyOfRange(in, start, end);
    plain(out, "{\"b64\":\"" + Base64.getEncoder().encodeToString(part) + "\"}");
  }
}
