/** Who may use the admin port: the token in a file of its owner's. */
@NullMarked
package io.spillway.app.access;

import org.jspecify.annotations.NullMarked;
