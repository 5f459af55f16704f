/** Placeholder. */
@org.jspecify.annotations.NullMarked
package io.spillway.actors;
