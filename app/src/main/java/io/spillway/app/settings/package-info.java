/** The whole configuration of a node: read, checked against itself and the machine, immutable. */
@NullMarked
package io.spillway.app.settings;

import org.jspecify.annotations.NullMarked;
