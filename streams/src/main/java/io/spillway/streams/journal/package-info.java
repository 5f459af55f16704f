/** The journal of a source: its batches on disk before they are passed on, until they settle. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.journal;
