package io.spillway.streams.syslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** Messages as tests write them: {@code \xHH} is a byte, {@code \\} a backslash. */
final class SyslogTexts {
  private SyslogTexts() {}

  static byte[] bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\x", i)) {
        out.write(Integer.parseInt(text, i + 2, i + 4, 16));
        i += 3;
      } else if (text.startsWith("\\\\", i)) {
        out.write('\\');
        i++;
      } else {
        out.write(text.charAt(i));
      }
    }
    return out.toByteArray();
  }

  static String shown(byte[] in, int start, int end) {
    return new String(in, start, end - start, ISO_8859_1).replace("\\", "\\\\");
  }

  static String parts(HeaderReader read, byte[] in) {
    return read.priority
        + "|"
        + shown(in, read.timeStart, read.timeEnd)
        + "|"
        + shown(in, read.hostStart, read.hostEnd)
        + "|"
        + shown(in, read.appStart, read.appEnd)
        + "|"
        + shown(in, read.pidStart, read.pidEnd)
        + "|"
        + shown(in, read.idStart, read.idEnd)
        + "|"
        + shown(in, read.dataStart, read.dataEnd);
  }
}
