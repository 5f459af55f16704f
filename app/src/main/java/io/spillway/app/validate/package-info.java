/** Holds counts against what the configuration expects of groups and sinks. */
@org.jspecify.annotations.NullMarked
package io.spillway.app.validate;
