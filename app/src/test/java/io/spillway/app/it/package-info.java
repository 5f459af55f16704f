/** The built program, run through its launcher as people run it. */
@org.jspecify.annotations.NullMarked
package io.spillway.app.it;
