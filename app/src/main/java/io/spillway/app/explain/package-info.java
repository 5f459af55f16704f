/** What a configuration does with records, and what it promises of each way that they take. */
@NullMarked
package io.spillway.app.explain;

import org.jspecify.annotations.NullMarked;
