package io.spillway.streams.sink.file;

import io.spillway.streams.ledger.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;

/** What an I/O error means to a lane. */
public final class Faults {
  private Faults() {}

  public static Reason reason(IOException fault) {
    String message = detail(fault);
    if (message.contains("No space left")
        || message.contains("quota exceeded")
        || message.contains("File too large")) {
      return Reason.DISK_FULL;
    }
    boolean denied =
        fault instanceof AccessDeniedException
            || message.contains("Permission denied")
            || message.contains("Read-only file system");
    return denied ? Reason.PERMISSION_DENIED : Reason.IO_ERROR;
  }

  /** Whether it says that there can be no file of that name, as things are in its folder. */
  static boolean isOfName(IOException fault) {
    String message = detail(fault);
    return fault instanceof FileAlreadyExistsException // where a folder should be
        || message.contains("File name too long")
        || message.contains("Is a directory")
        || message.contains("Not a directory")
        || message.contains("Too many levels of symbolic links");
  }

  public static String detail(IOException fault) {
    return fault.getClass().getSimpleName() + ": " + fault.getMessage();
  }
}
