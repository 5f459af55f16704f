/** Files, appended to, without half records. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.sink.file;
