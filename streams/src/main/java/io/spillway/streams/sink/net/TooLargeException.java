package io.spillway.streams.sink.net;

import java.io.IOException;

/** A datagram that the system does not take because of its size. */
final class TooLargeException extends IOException {
  private static final long serialVersionUID = 1;

  TooLargeException(String message) {
    super(message);
  }
}
