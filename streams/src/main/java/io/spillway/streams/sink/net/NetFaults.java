package io.spillway.streams.sink.net;

import io.spillway.streams.ledger.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** What an error of the network means to a lane. */
final class NetFaults {
  private NetFaults() {}

  static Reason reason(IOException fault) {
    if (fault instanceof BrokenOffException) {
      return Reason.DRAIN_DEADLINE;
    }
    if (fault instanceof SocketTimeoutException) {
      return Reason.TIMEOUT;
    }
    if (fault instanceof SSLException) {
      return Reason.AUTH_FAILED;
    }
    String message = detail(fault).toLowerCase(Locale.ROOT);
    if (message.contains("permission denied")) {
      return Reason.PERMISSION_DENIED;
    }
    if (fault instanceof ConnectException
        || fault instanceof NoRouteToHostException
        || fault instanceof UnknownHostException
        || fault instanceof PortUnreachableException
        || fault instanceof NoSuchFileException
        || message.contains("no such file")
        || message.contains("refused")
        || message.contains("unreachable")) {
      return Reason.CONNECT_FAILED;
    }
    boolean gone =
        fault instanceof EOFException
            || message.contains("reset")
            || message.contains("broken pipe")
            || message.contains("aborted");
    return gone ? Reason.CONNECTION_RESET : Reason.IO_ERROR;
  }

  static String detail(IOException fault) {
    return fault.getClass().getSimpleName() + ": " + fault.getMessage();
  }
}
