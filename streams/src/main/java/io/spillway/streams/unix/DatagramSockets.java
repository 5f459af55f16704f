package io.spillway.streams.unix;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import org.newsclub.net.unix.AFSocket;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Opens Unix datagram sockets, which the JDK lacks, by junixsocket. Its native library is loaded
 * (some 70 ms) when the first one is opened, and not before.
 */
public final class DatagramSockets {
  private DatagramSockets() {}

  /** An open channel that does not wait. */
  public static AFUNIXDatagramChannel open() throws IOException {
    if (!AFSocket.isSupported()) {
      throw new IOException(
          "Unix datagram sockets need junixsocket's native library, which can't be loaded here;"
              + " the folder for temporary files ("
              + System.getProperty("java.io.tmpdir")
              + ") must allow libraries to be run");
    }
    AFUNIXDatagramChannel channel = AFUNIXSelectorProvider.provider().openDatagramChannel();
    try {
      channel.configureBlocking(false);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** A selector for such channels; others do not take them. */
  public static Selector selector() throws IOException {
    return AFUNIXSelectorProvider.provider().openSelector();
  }

  public static AFUNIXSocketAddress address(Path path) throws IOException {
    return AFUNIXSocketAddress.of(path);
  }
}
