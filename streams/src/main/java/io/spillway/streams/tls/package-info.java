/** TLS for whoever listens: keys and certificates from PEM files, renewed without a restart. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.tls;
