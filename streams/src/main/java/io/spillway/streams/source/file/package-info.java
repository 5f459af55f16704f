/** Files in: which there are, and one reader for each that reads it to its end. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.source.file;
