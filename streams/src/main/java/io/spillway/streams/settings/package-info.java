/**
 * Reads configuration strictly: every key is typed and known, every problem is collected with its
 * place, and one report shows them all.
 */
@NullMarked
package io.spillway.streams.settings;

import org.jspecify.annotations.NullMarked;
