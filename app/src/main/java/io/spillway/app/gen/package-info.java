/** Makes log traffic: blocks of lines rendered once, sequence digits patched in, plain NIO out. */
@NullMarked
package io.spillway.app.gen;

import org.jspecify.annotations.NullMarked;
