/** Reading rescue files for people, from the command line and over HTTP. */
@org.jspecify.annotations.NullMarked
package io.spillway.app.rescue;
