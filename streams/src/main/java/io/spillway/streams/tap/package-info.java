/** Live looks at records that pass a source, a group or a sink, at no cost while nobody looks. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.tap;
