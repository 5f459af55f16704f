/** The admin API and metrics over HTTP. */
@org.jspecify.annotations.NullMarked
package io.spillway.app.http;
