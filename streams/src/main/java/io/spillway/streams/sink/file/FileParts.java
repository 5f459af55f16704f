package io.spillway.streams.sink.file;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * What file sinks work with beside their settings.
 *
 * @param header what every file begins with
 * @param later runs fsyncs that come due between deliveries
 * @param tidier compresses and deletes rotated files
 * @param torn told of the bytes of each torn tail that was cut off
 * @param millis Unix time
 */
record FileParts(
    OutputFile.Opener opener,
    byte[] header,
    Executor later,
    Executor tidier,
    LongConsumer torn,
    LongSupplier nanos,
    LongSupplier millis) {

  static FileParts of(
      FileSinkSettings settings, byte[] header, Executor blocking, LongConsumer torn) {
    long interval = settings.fsyncInterval().toMillis();
    return new FileParts(
        OutputFile::open,
        header,
        CompletableFuture.delayedExecutor(interval, TimeUnit.MILLISECONDS, blocking),
        blocking,
        torn,
        System::nanoTime,
        System::currentTimeMillis);
  }
}
