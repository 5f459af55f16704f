package io.spillway.streams.wpl;

import org.jspecify.annotations.Nullable;

/**
 * A step before a rule's groups that comes in a jar of its own: {@code |plg_pipe/NAME|}, and {@code
 * |NAME|} if the name has a slash. {@link java.util.ServiceLoader} finds it by {@code
 * META-INF/services/io.spillway.streams.wpl.PluginStep}. One instance serves all threads. What it
 * throws is a bug of it: the batch at hand goes to the group {@code error}.
 */
public interface PluginStep {
  /** The name: letters, digits, {@code _ . / -}. */
  String name();

  /**
   * The line that the rule is to read in place of {@code bytes[start, end)}, which it must not
   * change or keep; null if the line is not one for it, and so not for the rule.
   */
  byte @Nullable [] apply(byte[] bytes, int start, int end);
}
