package io.spillway.streams.wpl;

import org.jspecify.annotations.Nullable;

/** A step of a plugin: the line's bytes from the last to the first; not for lines with a hash. */
public final class BackwardsStep implements PluginStep {
  @Override
  public String name() {
    return "test/backwards";
  }

  @Override
  public byte @Nullable [] apply(byte[] bytes, int start, int end) {
    byte[] line = new byte[end - start];
    for (int i = 0; i < line.length; i++) {
      line[i] = bytes[end - 1 - i];
      if (line[i] == '#') {
        return null;
      }
    }
    return line;
  }
}
