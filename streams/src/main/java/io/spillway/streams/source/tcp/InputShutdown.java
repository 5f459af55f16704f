package io.spillway.streams.source.tcp;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Lets a socket take in nothing more, while what its kernel has acknowledged can still be read:
 * {@code shutdown(2)} of reading after that of writing. From then on Linux answers new data with a
 * reset in place of an acknowledgement (RFC 1122, 4.2.2.13), so that nothing can slip in between
 * the last read and the close. Java's {@code shutdownInput} hides what is still unread, so the call
 * beneath it is made, which needs {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}. Elsewhere
 * than on Linux the call drops what is unread; there it is not made.
 */
public final class InputShutdown {
  private static final @Nullable Calls CALLS = calls();

  private InputShutdown() {}

  /** Whether this system and this Java can. */
  public static boolean known() {
    return CALLS != null;
  }

  /**
   * Shuts the input of {@code socket}, whose output is shut already.
   *
   * @return false if this system and this Java can't, or the socket has no channel; nothing was
   *     done
   * @throws IOException if the connection is gone
   */
  static boolean shut(Socket socket) throws IOException {
    SocketChannel channel = socket.getChannel();
    if (CALLS == null || channel == null) {
      return false;
    }
    CALLS.shutdownReading(channel);
    return true;
  }

  /**
   * Shuts the input of a Unix domain socket, of whose output nothing is asked; as {@link #shut}.
   */
  public static boolean shutUnix(SocketChannel channel) throws IOException {
    if (CALLS != null) {
      CALLS.shutdownReading(channel);
    }
    return CALLS != null;
  }

  /** As {@link #shutUnix(SocketChannel)}, of any socket's descriptor. */
  public static boolean shutUnix(FileDescriptor descriptor) throws IOException {
    if (CALLS != null) {
      CALLS.shutdownReading(descriptor);
    }
    return CALLS != null;
  }

  private static @Nullable Calls calls() {
    if (!"Linux".equals(System.getProperty("os.name"))) {
      return null;
    }
    try {
      Method descriptor = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFD");
      Class<?> net = Class.forName("sun.nio.ch.Net");
      Method shutdown = net.getDeclaredMethod("shutdown", FileDescriptor.class, int.class);
      return descriptor.trySetAccessible() && shutdown.trySetAccessible()
          ? new Calls(descriptor, shutdown)
          : null;
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private record Calls(Method descriptor, Method shutdown) {
    private static final int SHUT_RD = 0;

    void shutdownReading(SocketChannel channel) throws IOException {
      try {
        shutdownReading((FileDescriptor) descriptor.invoke(channel));
      } catch (InvocationTargetException e) {
        throw new IllegalStateException("a channel has a descriptor", e);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("java.base/sun.nio.ch was open before", e);
      }
    }

    void shutdownReading(FileDescriptor socket) throws IOException {
      try {
        shutdown.invoke(null, socket, SHUT_RD);
      } catch (InvocationTargetException e) {
        throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("java.base/sun.nio.ch was open before", e);
      }
    }
  }
}
