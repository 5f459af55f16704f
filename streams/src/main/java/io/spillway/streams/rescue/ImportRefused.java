package io.spillway.streams.rescue;

/** Nothing of an import is taken; the message says where it is wrong, how, and what would do. */
public final class ImportRefused extends Exception {
  private static final long serialVersionUID = 1L;

  ImportRefused(String why) {
    super(why);
  }
}
