package io.spillway.streams.sink.net;

import java.io.IOException;

/** The node can wait no longer for the receiver. */
final class BrokenOffException extends IOException {
  private static final long serialVersionUID = 1;

  BrokenOffException() {
    super("the node can wait no longer");
  }
}
