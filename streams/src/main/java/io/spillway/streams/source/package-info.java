/** What sources have in common; each one has a package of its own. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.source;
