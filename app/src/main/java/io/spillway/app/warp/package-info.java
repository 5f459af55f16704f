/** Reads a Warp Parse project and writes the Spillway configuration that does the same. */
@NullMarked
package io.spillway.app.warp;

import org.jspecify.annotations.NullMarked;
