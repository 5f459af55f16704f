@org.jspecify.annotations.NullMarked
package io.spillway.streams.journal;
