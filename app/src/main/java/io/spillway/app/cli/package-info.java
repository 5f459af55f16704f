/** The command line: one class per command, thin over the parts that do the work. */
@NullMarked
package io.spillway.app.cli;

import org.jspecify.annotations.NullMarked;
