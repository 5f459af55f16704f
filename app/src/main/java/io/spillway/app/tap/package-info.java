/** Opens taps for requests, and shows what they say to people. */
@NullMarked
package io.spillway.app.tap;

import org.jspecify.annotations.NullMarked;
